<?php
/**
 * A site that leaves its network takes our tables and files with it. New sites set themselves up
 * on their first request (see store/schema.php).
 *
 * @package HelpdeskBridge
 */

defined( 'ABSPATH' ) || exit;

add_filter( 'wpmu_drop_tables', 'helpdesk_bridge_drop_tables', 10, 2 );
add_action( 'wp_uninitialize_site', 'helpdesk_bridge_leave_network', 5 ); // Before its tables go.

/**
 * Adds our tables to those that go.
 *
 * @param mixed $tables What goes already.
 * @param mixed $site   The site's id.
 * @return array<int|string, string>
 */
function helpdesk_bridge_drop_tables( $tables, $site = 0 ): array {
	global $wpdb;
	$prefix = $wpdb->get_blog_prefix( (int) $site );
	return array_merge( (array) $tables, array( $prefix . 'helpdesk_bridge_submissions', $prefix . 'helpdesk_bridge_files' ) );
}

/**
 * Removes the files that the site's visitors attached.
 *
 * @param mixed $site The WP_Site.
 */
function helpdesk_bridge_leave_network( $site ): void {
	try {
		require_once HELPDESK_BRIDGE_DIR . '/includes/uninstall-files.php';
		switch_to_blog( (int) $site->blog_id );
		helpdesk_bridge_uninstall_files();
		restore_current_blog();
	} catch ( \Throwable $e ) {
		helpdesk_bridge_log( $e );
	}
}
