<?php
/**
 * What the settings page's buttons do.
 *
 * @package HelpdeskBridge
 */

// phpcs:disable WordPress.Security.NonceVerification -- helpdesk_bridge_allow_action() verifies it first.

defined( 'ABSPATH' ) || exit;

add_action( 'admin_post_helpdesk_bridge_connect', 'helpdesk_bridge_do_connect' );
add_action( 'admin_post_helpdesk_bridge_check', 'helpdesk_bridge_do_check' );
add_action( 'admin_post_helpdesk_bridge_push', 'helpdesk_bridge_do_push' );
add_action( 'admin_post_helpdesk_bridge_save', 'helpdesk_bridge_do_save' );
add_action( 'admin_post_helpdesk_bridge_forms', 'helpdesk_bridge_do_forms' );

/**
 * Keeps a pasted connection code, or forgets the one there is.
 */
function helpdesk_bridge_do_connect(): void {
	helpdesk_bridge_allow_action( 'connect' );
	if ( isset( $_POST['disconnect'] ) ) {
		helpdesk_bridge_disconnect();
		helpdesk_bridge_back( __( 'Disconnected.', 'helpdesk-bridge' ) );
	}
	$code  = isset( $_POST['code'] ) ? sanitize_text_field( wp_unslash( $_POST['code'] ) ) : '';
	$error = helpdesk_bridge_connect( $code );
	if ( '' !== $error ) {
		helpdesk_bridge_back( $error, 'error' );
	}
	helpdesk_bridge_back_from_check( __( 'Connected.', 'helpdesk-bridge' ) );
}

/**
 * Checks the connection anew.
 */
function helpdesk_bridge_do_check(): void {
	helpdesk_bridge_allow_action( 'check' );
	helpdesk_bridge_back_from_check( __( 'The connection works in both directions.', 'helpdesk-bridge' ) );
}

/**
 * Checks both directions and goes back to the page, which shows what was found.
 *
 * @param string $sentence What to say when all is well.
 */
function helpdesk_bridge_back_from_check( string $sentence ): void {
	$check = helpdesk_bridge_check();
	$bad   = null === $check || 'good' !== $check['link'] || in_array( 'bad', wp_list_pluck( $check['findings'], 'state' ), true );
	if ( $bad ) {
		helpdesk_bridge_back( __( 'The connection does not work yet; what to do stands below.', 'helpdesk-bridge' ), 'error' );
	}
	helpdesk_bridge_back( $sentence );
}

/**
 * Hands over everything that waits.
 */
function helpdesk_bridge_do_push(): void {
	helpdesk_bridge_allow_action( 'push' );
	helpdesk_bridge_forget_failures();
	$tried = helpdesk_bridge_drain();
	/* translators: 1: number of submissions tried, 2: number still waiting */
	$words = __( 'Tried: %1$s. Still waiting: %2$s.', 'helpdesk-bridge' );
	helpdesk_bridge_back( sprintf( $words, number_format_i18n( $tried ), number_format_i18n( helpdesk_bridge_count_rows( 'pending' ) ) ) );
}

/**
 * Saves the settings that a section posted; the others stay.
 */
function helpdesk_bridge_do_save(): void {
	helpdesk_bridge_allow_action( 'save' );
	$change = array();
	foreach ( array( 'topics', 'minimum_seconds', 'max_file_mb', 'keep_visitor', 'retention_days', 'canary', 'canary_hour' ) as $name ) {
		if ( isset( $_POST[ $name ] ) && is_string( $_POST[ $name ] ) ) {
			$change[ $name ] = sanitize_textarea_field( wp_unslash( $_POST[ $name ] ) );
		}
	}
	helpdesk_bridge_save_settings( $change );
	delete_option( HELPDESK_BRIDGE_TIDIED_OPTION ); // A new retention counts from the next push on.
	if ( isset( $change['canary'] ) ) {
		helpdesk_bridge_canary_look();
	}
	helpdesk_bridge_back( __( 'Settings saved.', 'helpdesk-bridge' ) );
}

/**
 * Saves which forms go to the helpdesk. Forms that are not on the page keep their choice.
 */
function helpdesk_bridge_do_forms(): void {
	helpdesk_bridge_allow_action( 'forms' );
	// phpcs:ignore WordPress.Security.ValidatedSanitizedInput -- helpdesk_bridge_sane_forms() does it.
	$posted = isset( $_POST['forms'] ) ? (array) wp_unslash( $_POST['forms'] ) : array();
	$forms  = helpdesk_bridge_settings()['forms'];
	foreach ( $posted as $choice ) {
		if ( is_array( $choice ) && is_string( $choice['key'] ?? null ) ) {
			$forms = array( $choice['key'] => $choice ) + $forms;
		}
	}
	helpdesk_bridge_save_settings( array( 'forms' => $forms ) );
	helpdesk_bridge_back( __( 'Forms saved.', 'helpdesk-bridge' ) );
}

/**
 * Stops whoever may not do this, or did not mean to.
 *
 * @param string $action connect, check, push, save, canary or forms.
 */
function helpdesk_bridge_allow_action( string $action ): void {
	check_admin_referer( 'helpdesk_bridge_' . $action );
	if ( ! current_user_can( 'manage_options' ) ) {
		wp_die( esc_html__( 'You are not allowed to change these settings.', 'helpdesk-bridge' ), '', array( 'response' => 403 ) );
	}
}

/**
 * Goes back to the page with a sentence.
 *
 * @param string $sentence What to say.
 * @param string $kind     success, info or error.
 */
function helpdesk_bridge_back( string $sentence, string $kind = 'success' ): void {
	add_settings_error( 'helpdesk_bridge', 'helpdesk_bridge', $sentence, $kind );
	set_transient( 'settings_errors', get_settings_errors(), 30 );
	wp_safe_redirect( add_query_arg( 'settings-updated', 'true', helpdesk_bridge_page_url() ) );
	exit;
}
