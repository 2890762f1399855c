<?php
/**
 * Settings → Helpdesk Bridge: the page's frame. Each section stands in a file of its own.
 *
 * @package HelpdeskBridge
 */

defined( 'ABSPATH' ) || exit;

const HELPDESK_BRIDGE_PAGE = 'helpdesk-bridge';

add_action( 'admin_menu', 'helpdesk_bridge_add_page' );
add_action( 'admin_enqueue_scripts', 'helpdesk_bridge_page_assets' );
add_filter( 'plugin_action_links_' . plugin_basename( HELPDESK_BRIDGE_FILE ), 'helpdesk_bridge_plugin_links' );

/**
 * Adds the page to the menu.
 */
function helpdesk_bridge_add_page(): void {
	add_options_page( 'Helpdesk Bridge', 'Helpdesk Bridge', 'manage_options', HELPDESK_BRIDGE_PAGE, 'helpdesk_bridge_page' );
}

/**
 * The page's style sheet, on no other page.
 *
 * @param mixed $screen The screen's name.
 */
function helpdesk_bridge_page_assets( $screen ): void {
	if ( 'settings_page_' . HELPDESK_BRIDGE_PAGE === $screen ) {
		wp_enqueue_style( 'helpdesk-bridge-admin', plugins_url( 'assets/admin.css', HELPDESK_BRIDGE_FILE ), array(), HELPDESK_BRIDGE_VERSION );
	}
}

/**
 * Adds "Settings" in the list of plugins.
 *
 * @param mixed $links What is there.
 * @return array<int|string, string>
 */
function helpdesk_bridge_plugin_links( $links ): array {
	return array_merge( array( sprintf( '<a href="%s">%s</a>', esc_url( helpdesk_bridge_page_url() ), esc_html__( 'Settings', 'helpdesk-bridge' ) ) ), (array) $links );
}

/**
 * Draws the page.
 */
function helpdesk_bridge_page(): void {
	echo '<div class="wrap helpdesk-bridge-settings"><h1>Helpdesk Bridge</h1>';
	helpdesk_bridge_page_connection();
	helpdesk_bridge_page_pushes();
	helpdesk_bridge_page_canary();
	helpdesk_bridge_page_forms();
	helpdesk_bridge_page_form();
	helpdesk_bridge_page_privacy();
	echo '</div>';
}

/**
 * Draws findings as a list: a sign and words, never colour alone.
 *
 * @param array<int, array{state: string, says: string, todo: string}> $findings What was found.
 */
function helpdesk_bridge_page_findings( array $findings ): void {
	echo helpdesk_bridge_list_of_findings( $findings ); // phpcs:ignore WordPress.Security.EscapeOutput -- Escaped there.
}

/**
 * The list as HTML.
 *
 * @param array<int, array{state: string, says: string, todo: string}> $findings What was found.
 */
function helpdesk_bridge_list_of_findings( array $findings ): string {
	$signs = array(
		'good'   => array( 'yes-alt', __( 'Good:', 'helpdesk-bridge' ) ),
		'notice' => array( 'info', __( 'Note:', 'helpdesk-bridge' ) ),
		'bad'    => array( 'warning', __( 'To mend:', 'helpdesk-bridge' ) ),
	);
	$list  = '';
	foreach ( $findings as $finding ) {
		list( $icon, $word ) = $signs[ $finding['state'] ];
		$list               .= sprintf(
			'<li class="is-%1$s"><span class="dashicons dashicons-%2$s" aria-hidden="true"></span><span><span class="screen-reader-text">%3$s</span> %4$s%5$s</span></li>',
			esc_attr( $finding['state'] ),
			esc_attr( $icon ),
			esc_html( $word ),
			esc_html( $finding['says'] ),
			'' === $finding['todo'] ? '' : '<span class="description">' . esc_html( $finding['todo'] ) . '</span>'
		);
	}
	return '<ul class="helpdesk-bridge-findings">' . $list . '</ul>';
}

/**
 * Opens a form that posts to one of our actions.
 *
 * @param string $action connect, check, push, save, canary or forms.
 */
function helpdesk_bridge_open_form( string $action ): void {
	printf( '<form method="post" action="%s"><input type="hidden" name="action" value="helpdesk_bridge_%s">', esc_url( admin_url( 'admin-post.php' ) ), esc_attr( $action ) );
	wp_nonce_field( 'helpdesk_bridge_' . $action, '_wpnonce', true );
}
