<?php
/**
 * Makes the site the first one of a network of sites in folders. Set `network` in site.json after it.
 */

require __DIR__ . '/start.php';
require_once ABSPATH . 'wp-admin/includes/upgrade.php';

foreach ( $GLOBALS['wpdb']->tables( 'ms_global' ) as $name => $table ) {
	$GLOBALS['wpdb']->$name = $table;
}
install_network();
$made = populate_network( 1, $_SERVER['HTTP_HOST'], 'admin@example.test', 'Test network', '/', false );
echo wp_json_encode( is_wp_error( $made ) ? $made->get_error_messages() : true );
