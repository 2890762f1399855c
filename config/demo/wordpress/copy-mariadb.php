<?php
/**
 * Makes, keeps or puts back a site's database on a MariaDB server.
 * Arguments: create, keep or reset; socket; user; password; name.
 *
 * Kept is a second database beside it. Only tables that differ are copied, all in one
 * transaction: a request that runs meanwhile sees the one or the other and never a mixture.
 */

mysqli_report( MYSQLI_REPORT_ERROR | MYSQLI_REPORT_STRICT );
list( , $order, $socket, $user, $password, $name ) = $argv;

$server = new mysqli( 'localhost', $user, $password, '', 0, $socket );
$server->set_charset( 'utf8mb4' );

/**
 * Names of a database's tables.
 *
 * @return string[]
 */
function demo_tables( mysqli $server, string $database ): array {
	return array_column( $server->query( "SHOW TABLES FROM `$database`" )->fetch_all(), 0 );
}

/**
 * A table's definition and the next number of its ids.
 *
 * @return array{string, string} The number is empty where there is none.
 */
function demo_definition( mysqli $server, string $database, string $table ): array {
	$made = $server->query( "SHOW CREATE TABLE `$database`.`$table`" )->fetch_row()[1];
	preg_match( '/ AUTO_INCREMENT=(\d+)/', $made, $next );
	return array( preg_replace( '/ AUTO_INCREMENT=\d+/', '', $made ), $next[1] ?? '1' );
}

/**
 * A number that differs where the content does.
 */
function demo_sum( mysqli $server, string $database, string $table ): string {
	return (string) $server->query( "CHECKSUM TABLE `$database`.`$table`" )->fetch_row()[1];
}

/**
 * Makes the tables of one database those of the other.
 */
function demo_copy( mysqli $server, string $from, string $to ): void {
	$wanted = demo_tables( $server, $from );
	$there  = demo_tables( $server, $to );
	foreach ( array_diff( $there, $wanted ) as $table ) {
		$server->query( "DROP TABLE `$to`.`$table`" );
	}
	$count_from = array();
	foreach ( $wanted as $table ) {
		list( $made, $next ) = demo_definition( $server, $from, $table );
		if ( ! in_array( $table, $there, true ) || demo_definition( $server, $to, $table )[0] !== $made ) {
			$server->query( "CREATE OR REPLACE TABLE `$to`.`$table` LIKE `$from`.`$table`" );
		} elseif ( demo_definition( $server, $to, $table )[1] === $next && demo_sum( $server, $from, $table ) === demo_sum( $server, $to, $table ) ) {
			continue;
		}
		$count_from[ $table ] = $next;
	}
	$server->begin_transaction();
	foreach ( array_keys( $count_from ) as $table ) {
		$server->query( "DELETE FROM `$to`.`$table`" );
		$server->query( "INSERT INTO `$to`.`$table` SELECT * FROM `$from`.`$table`" );
	}
	$server->commit();
	foreach ( $count_from as $table => $next ) {
		$server->query( "ALTER TABLE `$to`.`$table` AUTO_INCREMENT = $next" );
	}
}

$kept = $name . '_kept';
if ( 'create' === $order ) {
	foreach ( array( $name, $kept ) as $database ) {
		$server->query( "CREATE DATABASE `$database` CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci" );
	}
} elseif ( 'keep' === $order ) {
	demo_copy( $server, $name, $kept );
} else {
	demo_copy( $server, $kept, $name );
}
