<?php
/** WPForms: `wpforms_process_complete`. */

function stand_in_fire( array $payload ): void {
	$_POST = wp_slash( $payload['post'] );
	do_action( 'wpforms_process_complete', $payload['fields'], $payload['entry'], $payload['form_data'], $payload['entry_id'] );
}
