<?php
/**
 * Settings → Helpdesk Bridge.
 *
 * @package HelpdeskBridge
 */

defined( 'ABSPATH' ) || exit;

const HELPDESK_BRIDGE_PAGE = 'helpdesk-bridge';

add_action( 'admin_menu', 'helpdesk_bridge_add_page' );
add_filter( 'plugin_action_links_' . plugin_basename( HELPDESK_BRIDGE_FILE ), 'helpdesk_bridge_plugin_links' );

/**
 * Adds the page to the menu.
 */
function helpdesk_bridge_add_page(): void {
	add_options_page( 'Helpdesk Bridge', 'Helpdesk Bridge', 'manage_options', HELPDESK_BRIDGE_PAGE, 'helpdesk_bridge_page' );
}

/**
 * Adds "Settings" in the list of plugins.
 *
 * @param mixed $links What is there.
 * @return array<int|string, string>
 */
function helpdesk_bridge_plugin_links( $links ): array {
	$url = admin_url( 'options-general.php?page=' . HELPDESK_BRIDGE_PAGE );
	return array_merge( array( sprintf( '<a href="%s">%s</a>', esc_url( $url ), esc_html__( 'Settings', 'helpdesk-bridge' ) ) ), (array) $links );
}

/**
 * Draws the page.
 */
function helpdesk_bridge_page(): void {
	echo '<div class="wrap"><h1>Helpdesk Bridge</h1>';
	helpdesk_bridge_page_connection();
	helpdesk_bridge_page_pushes();
	helpdesk_bridge_page_form();
	echo '</div>';
}

/**
 * The connection: its state, and where to paste a code. The secret is never shown.
 */
function helpdesk_bridge_page_connection(): void {
	$connection = helpdesk_bridge_connection();
	printf( '<h2>%s</h2>', esc_html__( 'Connection', 'helpdesk-bridge' ) );
	if ( null === $connection ) {
		printf( '<p>%s</p>', esc_html__( 'Not connected. Submissions are kept here until they can be handed over.', 'helpdesk-bridge' ) );
	} else {
		/* translators: 1: name of this site at the bridge, 2: address of the bridge */
		printf( '<p>%s</p>', esc_html( sprintf( __( 'Connected as “%1$s” to %2$s.', 'helpdesk-bridge' ), $connection['site'], $connection['base'] ) ) );
	}
	if ( defined( 'HELPDESK_BRIDGE_CONNECTION' ) ) {
		printf( '<p>%s</p>', esc_html__( 'The code stands in wp-config.php (HELPDESK_BRIDGE_CONNECTION).', 'helpdesk-bridge' ) );
		return;
	}
	helpdesk_bridge_open_form( 'connect' );
	printf(
		'<p><label for="helpdesk-bridge-code">%s</label></p><p><textarea id="helpdesk-bridge-code" name="code" rows="4" class="large-text code" autocomplete="off" spellcheck="false"></textarea></p><p class="description">%s</p>',
		esc_html__( 'Connection code', 'helpdesk-bridge' ),
		esc_html__( 'The command “helpdesk-bridge site add” prints it.', 'helpdesk-bridge' )
	);
	echo '<p class="submit">';
	submit_button( __( 'Connect', 'helpdesk-bridge' ), 'primary', 'connect', false );
	if ( null !== $connection ) {
		echo ' ';
		submit_button( __( 'Disconnect', 'helpdesk-bridge' ), 'secondary', 'disconnect', false );
	}
	echo '</p></form>';
}

/**
 * How handing over goes.
 */
function helpdesk_bridge_page_pushes(): void {
	$health = helpdesk_bridge_health();
	$never  = __( 'never', 'helpdesk-bridge' );
	$rows   = array(
		__( 'Waiting to be handed over', 'helpdesk-bridge' ) => number_format_i18n( helpdesk_bridge_count_rows( 'pending' ) ),
		__( 'Handed over', 'helpdesk-bridge' )               => number_format_i18n( helpdesk_bridge_count_rows( 'sent' ) ),
		__( 'Set aside by the bridge', 'helpdesk-bridge' )   => number_format_i18n( helpdesk_bridge_count_rows( 'refused' ) ),
		__( 'Last success', 'helpdesk-bridge' )              => $health['last_success'] ? wp_date( get_option( 'date_format' ) . ' ' . get_option( 'time_format' ), $health['last_success'] ) : $never,
		__( 'Last error', 'helpdesk-bridge' )                => '' === $health['last_error'] ? '–' : $health['last_error'],
	);
	printf( '<h2>%s</h2><table class="form-table" role="presentation">', esc_html__( 'Submissions', 'helpdesk-bridge' ) );
	foreach ( $rows as $label => $value ) {
		printf( '<tr><th scope="row">%s</th><td>%s</td></tr>', esc_html( $label ), esc_html( (string) $value ) );
	}
	echo '</table>';
	helpdesk_bridge_open_form( 'push' );
	submit_button( __( 'Hand over now', 'helpdesk-bridge' ), 'secondary' );
	echo '</form>';
}

/**
 * Settings of our own form.
 */
function helpdesk_bridge_page_form(): void {
	$settings = helpdesk_bridge_settings();
	printf( '<h2>%s</h2>', esc_html__( 'Support form', 'helpdesk-bridge' ) );
	helpdesk_bridge_open_form( 'save' );
	printf(
		'<table class="form-table" role="presentation">
		<tr><th scope="row"><label for="hb-topics">%1$s</label></th><td><textarea id="hb-topics" name="topics" rows="5" class="regular-text">%2$s</textarea><p class="description">%3$s</p></td></tr>
		<tr><th scope="row"><label for="hb-minimum">%4$s</label></th><td><input id="hb-minimum" name="minimum_seconds" type="number" min="0" max="60" value="%5$d" class="small-text"><p class="description">%6$s</p></td></tr>
		<tr><th scope="row"><label for="hb-max">%7$s</label></th><td><input id="hb-max" name="max_file_mb" type="number" min="1" max="100" value="%8$d" class="small-text"></td></tr>
		<tr><th scope="row">%9$s</th><td><label><input name="keep_visitor" type="checkbox" value="1"%10$s> %11$s</label></td></tr></table>',
		esc_html__( 'Topics', 'helpdesk-bridge' ),
		esc_textarea( implode( "\n", $settings['topics'] ) ),
		esc_html__( 'One per line. Empty: four that fit most sites, in the form’s language.', 'helpdesk-bridge' ),
		esc_html__( 'Shortest time to fill it in (seconds)', 'helpdesk-bridge' ),
		(int) $settings['minimum_seconds'],
		esc_html__( 'Whoever is quicker is taken for a robot; the submission goes to the spam folder.', 'helpdesk-bridge' ),
		esc_html__( 'Largest file (MB)', 'helpdesk-bridge' ),
		(int) $settings['max_file_mb'],
		esc_html__( 'Visitors', 'helpdesk-bridge' ),
		checked( $settings['keep_visitor'], true, false ),
		esc_html__( 'Keep IP address and browser with each submission', 'helpdesk-bridge' )
	);
	submit_button();
	echo '</form>';
}

/**
 * Opens a form that posts to one of our actions.
 *
 * @param string $action connect, push or save.
 */
function helpdesk_bridge_open_form( string $action ): void {
	printf( '<form method="post" action="%s"><input type="hidden" name="action" value="helpdesk_bridge_%s">', esc_url( admin_url( 'admin-post.php' ) ), esc_attr( $action ) );
	wp_nonce_field( 'helpdesk_bridge_' . $action );
}
