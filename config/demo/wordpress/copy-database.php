<?php
/**
 * Copies an SQLite database over another with SQLite's own locks, so that requests which are
 * running meanwhile see the one or the other and never a mixture. Arguments: from, to.
 */

list( , $from, $to ) = $argv;

$source = new SQLite3( $from, SQLITE3_OPEN_READONLY );
$target = new SQLite3( $to );
$source->busyTimeout( 10000 );
$target->busyTimeout( 10000 );
if ( ! $source->backup( $target ) ) {
	fwrite( STDERR, $target->lastErrorMsg() . "\n" );
	exit( 1 );
}
