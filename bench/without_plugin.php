<?php
/**
 * Plugin Name: Without the plugin
 * Description: For `make bench`. With ?without-plugin=1 the site runs without Helpdesk Bridge, and a posted form is stored by a few lines of its own.
 */

if ( isset( $_GET['without-plugin'] ) ) {
	add_filter( 'option_active_plugins', 'bench_without_plugin' );
	add_action( 'template_redirect', 'bench_take_form' );
}

/**
 * Every other active plugin.
 *
 * @param string[] $plugins Paths.
 * @return string[]
 */
function bench_without_plugin( array $plugins ): array {
	return array_values( array_diff( $plugins, array( 'helpdesk-bridge/helpdesk-bridge.php' ) ) );
}

/**
 * One row, one redirect.
 */
function bench_take_form(): void {
	global $wpdb;
	if ( 'POST' !== $_SERVER['REQUEST_METHOD'] ) {
		return;
	}
	$wpdb->insert(
		$wpdb->postmeta,
		array(
			'post_id'    => get_queried_object_id(),
			'meta_key'   => '_bench_form',
			'meta_value' => wp_json_encode( wp_unslash( $_POST ) ),
		)
	);
	wp_safe_redirect( get_permalink() . '?sent=1', 303 );
	exit;
}
