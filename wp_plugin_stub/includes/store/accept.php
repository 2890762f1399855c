<?php
/**
 * The one way in: whatever the form, a submission is accepted here.
 *
 * @package HelpdeskBridge
 */

defined( 'ABSPATH' ) || exit;

/**
 * Stores a submission and has it pushed once the visitor has the answer.
 *
 * @param array<string, mixed>              $raw   The submission; see helpdesk_bridge_whole_submission().
 * @param array<int, array<string, string>> $files Each with field, name, type and path.
 * @param string                            $token What makes a rendered form unique, or ''.
 * @param string                            $uuid  The submission's id where it is known; '' to make one.
 * @return string The submission's id, also when it was stored before.
 * @throws \Throwable When it could not be stored; then nothing of it is left behind.
 */
function helpdesk_bridge_accept( array $raw, array $files = array(), string $token = '', string $uuid = '' ): string {
	$submission = helpdesk_bridge_whole_submission( $raw );
	$form       = $submission['form'];
	$kept       = array();
	try {
		foreach ( $files as $file ) {
			$kept[] = helpdesk_bridge_keep_file( $file );
		}
		$canary = helpdesk_bridge_canary_now();
		$uuid   = '' === $canary ? $uuid : $canary;
		$uuid   = '' === $uuid ? helpdesk_bridge_submission_id( $token, $submission, array_column( $kept, 'sha256' ) ) : $uuid;
		$cut    = helpdesk_bridge_cut_to_size( $submission['fields'] );
		if ( '' !== $cut['whole'] ) {
			$submission['fields'] = $cut['fields'];
			$kept[]               = helpdesk_bridge_keep_text( 'submission.json', 'application/json', $cut['whole'] );
		}
		helpdesk_bridge_note_files( $uuid, $kept );
		$submission['form']  = helpdesk_bridge_form_marked( $form );
		$submission['files'] = $kept;
		$submission         += '' === $canary ? array() : array( 'canary' => true );
		// What is filled in later waits behind what visitors send now.
		$new = helpdesk_bridge_add_row( $uuid, helpdesk_bridge_json( $submission ), isset( $submission['backfill'] ) ? time() : 0, '' !== $canary );
	} catch ( \Throwable $e ) {
		helpdesk_bridge_drop_files( $kept );
		throw $e;
	}
	if ( ! $new ) {
		helpdesk_bridge_drop_files( $kept );
	}
	if ( '' === $canary ) {
		helpdesk_bridge_remember_form( $form );
	}
	helpdesk_bridge_push_after_response();
	return $uuid;
}

/**
 * Keeps the list of forms that `status` shows.
 *
 * @param array{plugin: string, id: string, title: string} $form The form that was submitted.
 */
function helpdesk_bridge_remember_form( array $form ): void {
	$key   = $form['plugin'] . ':' . $form['id'];
	$forms = helpdesk_bridge_known_forms();
	if ( ( $forms[ $key ] ?? null ) !== $form && count( $forms ) < 500 ) {
		$forms[ $key ] = $form;
		update_option( 'helpdesk_bridge_forms', $forms, false );
	}
}

/**
 * Forms that ever sent a submission.
 *
 * @return array<string, array{plugin: string, id: string, title: string}>
 */
function helpdesk_bridge_known_forms(): array {
	$forms = get_option( 'helpdesk_bridge_forms', array() );
	return is_array( $forms ) ? $forms : array();
}
