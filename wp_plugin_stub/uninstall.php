<?php
/**
 * Removes everything the plugin made, on every site of a network.
 *
 * @package HelpdeskBridge
 */

defined( 'WP_UNINSTALL_PLUGIN' ) || exit;

require __DIR__ . '/includes/uninstall-files.php';

/**
 * Removes files, tables, options, transients, the role and the cron event of the current site.
 */
function helpdesk_bridge_uninstall_site(): void {
	global $wpdb;
	helpdesk_bridge_uninstall_files();
	helpdesk_bridge_uninstall_role();
	wp_unschedule_hook( 'helpdesk_bridge_push' );
	wp_unschedule_hook( 'helpdesk_bridge_backfill' );
	wp_unschedule_hook( 'helpdesk_bridge_canary' );
	delete_post_meta_by_key( '_helpdesk_bridge_language' );
	// phpcs:disable WordPress.DB -- Own tables; only their names are interpolated.
	foreach ( array( 'submissions', 'files' ) as $name ) {
		$wpdb->query( "DROP TABLE IF EXISTS {$wpdb->prefix}helpdesk_bridge_$name" );
	}
	foreach ( array( 'helpdesk_bridge_', '_transient_helpdesk_bridge_', '_transient_timeout_helpdesk_bridge_' ) as $beginning ) {
		$options = $wpdb->get_col( $wpdb->prepare( "SELECT option_name FROM $wpdb->options WHERE option_name LIKE %s", $wpdb->esc_like( $beginning ) . '%' ) );
		array_map( 'delete_option', $options );
	}
	// phpcs:enable
}

/**
 * Removes the role, also from the accounts that have it; the accounts stay.
 */
function helpdesk_bridge_uninstall_role(): void {
	foreach ( get_users( array( 'role' => 'helpdesk_bridge' ) ) as $user ) {
		$user->remove_role( 'helpdesk_bridge' );
	}
	remove_role( 'helpdesk_bridge' );
}

if ( is_multisite() ) {
	foreach ( get_sites(
		array(
			'fields' => 'ids',
			'number' => 0,
		)
	) as $helpdesk_bridge_site ) {
		switch_to_blog( $helpdesk_bridge_site );
		helpdesk_bridge_uninstall_site();
		restore_current_blog();
	}
} else {
	helpdesk_bridge_uninstall_site();
}
