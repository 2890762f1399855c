<?php
/**
 * Removes everything the plugin made, on every site of a network.
 *
 * @package HelpdeskBridge
 */

defined( 'WP_UNINSTALL_PLUGIN' ) || exit;

/**
 * Removes tables, files, options and the role of the current site.
 */
function helpdesk_bridge_uninstall_site(): void {
	global $wpdb;
	$folder = (string) get_option( 'helpdesk_bridge_files_folder', '' );
	if ( '' !== $folder && 0 === strpos( basename( $folder ), 'helpdesk-bridge-' ) && is_dir( $folder ) ) {
		require_once ABSPATH . 'wp-admin/includes/file.php';
		WP_Filesystem();
		$GLOBALS['wp_filesystem']->delete( $folder, true );
	}
	// phpcs:disable WordPress.DB -- Own tables; only their names are interpolated.
	foreach ( array( 'submissions', 'files' ) as $name ) {
		$wpdb->query( "DROP TABLE IF EXISTS {$wpdb->prefix}helpdesk_bridge_$name" );
	}
	$options = $wpdb->get_col( $wpdb->prepare( "SELECT option_name FROM $wpdb->options WHERE option_name LIKE %s", $wpdb->esc_like( 'helpdesk_bridge_' ) . '%' ) );
	// phpcs:enable
	array_map( 'delete_option', $options );
	remove_role( 'helpdesk_bridge' );
	wp_clear_scheduled_hook( 'helpdesk_bridge_push' );
}

if ( is_multisite() ) {
	foreach ( get_sites( array( 'fields' => 'ids', 'number' => 0 ) ) as $helpdesk_bridge_site ) {
		switch_to_blog( $helpdesk_bridge_site );
		helpdesk_bridge_uninstall_site();
		restore_current_blog();
	}
} else {
	helpdesk_bridge_uninstall_site();
}
