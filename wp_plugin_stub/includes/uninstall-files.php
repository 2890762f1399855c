<?php
/**
 * Removes the current site's attached files, for uninstall.php and for a site that leaves its network.
 * Needs nothing else of the plugin.
 *
 * @package HelpdeskBridge
 */

defined( 'ABSPATH' ) || exit;

/**
 * Removes attached files. A folder that wp-config.php names may hold other things, so there only
 * our files go; a folder of our own goes whole.
 */
function helpdesk_bridge_uninstall_files(): void {
	$own    = untrailingslashit( (string) get_option( 'helpdesk_bridge_files_folder', '' ) );
	$folder = defined( 'HELPDESK_BRIDGE_FILES_DIR' ) ? untrailingslashit( HELPDESK_BRIDGE_FILES_DIR ) : $own;
	foreach ( '' === $folder ? array() : helpdesk_bridge_kept_uuids() as $uuid ) {
		wp_delete_file( $folder . '/' . $uuid );
	}
	if ( 0 !== strpos( basename( $own ), 'helpdesk-bridge-' ) || ! is_dir( $own ) ) {
		return;
	}
	foreach ( array_diff( (array) scandir( $own ), array( '.', '..' ) ) as $name ) {
		wp_delete_file( $own . '/' . $name );
	}
	// phpcs:ignore WordPress.WP.AlternativeFunctions, WordPress.PHP.NoSilencedErrors -- WP_Filesystem may ask for FTP passwords here; a folder that stays is empty.
	@rmdir( $own );
}

/**
 * Names of the kept files; none when the table is missing.
 *
 * @return string[]
 */
function helpdesk_bridge_kept_uuids(): array {
	global $wpdb;
	$quiet = $wpdb->suppress_errors();
	// phpcs:ignore WordPress.DB -- Own table; only its name is interpolated.
	$uuids = $wpdb->get_col( "SELECT uuid FROM {$wpdb->prefix}helpdesk_bridge_files" );
	$wpdb->suppress_errors( $quiet );
	return $uuids;
}
