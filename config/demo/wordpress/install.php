<?php
/**
 * Turns an empty database into a site: accounts, plugin, pages, articles, navigation.
 * Reads its order as JSON (see create.py) and prints the bridge's application password.
 */

define( 'WP_INSTALLING', true );
require __DIR__ . '/start.php';
require_once ABSPATH . 'wp-admin/includes/upgrade.php';
require_once ABSPATH . 'wp-admin/includes/plugin.php';
require __DIR__ . '/accounts.php';
require __DIR__ . '/pages.php';
require __DIR__ . '/help.php';
require __DIR__ . '/parts.php';
require __DIR__ . '/articles.php';

wp_install( $order['company']['name'], $order['admin']['name'], 'admin@example.test', true, '', $order['admin']['password'] );
wp_update_user( array( 'ID' => 1, 'display_name' => $order['company']['name'] ) );
update_option( 'show_avatars', 0 );
update_option( 'blogdescription', $order['company']['tagline']['en'] ?? '' );
update_option( 'timezone_string', 'Europe/Paris' );
update_option( 'default_comment_status', 'closed' );
update_option( 'posts_per_page', 12 );
update_option( 'rewrite_rules', '' );
$GLOBALS['wp_rewrite']->set_permalink_structure( '/%postname%/' );
foreach ( array( 1, 2, 3 ) as $sample ) {
	wp_delete_post( $sample, true ); // What wp_install() leaves behind.
}

$failed = activate_plugin( 'helpdesk-bridge/helpdesk-bridge.php' );
if ( is_wp_error( $failed ) ) {
	fwrite( STDERR, $failed->get_error_message() . "\n" );
	exit( 1 );
}
if ( ! isset( $demo_site['database'] ) ) {
	activate_plugin( 'sqlite-database-integration/load.php' );
}
helpdesk_bridge_install();
helpdesk_bridge_save_settings( array( 'minimum_seconds' => $order['minimum_seconds'] ) );

$application_password = demo_bridge_account( $order['bridge']['name'] );
demo_articles( $order['articles'] );
demo_pages( $order['company'], $order['faqs'] );
demo_parts( $order['faqs'] );
flush_rewrite_rules();

echo wp_json_encode( array( 'bridge' => array( 'application_password' => $application_password ) ) );
