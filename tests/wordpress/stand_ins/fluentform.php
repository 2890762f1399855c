<?php
/** Fluent Forms: `fluentform/submission_inserted`, and its older name. */

function getFluentFormCountryList() {
	return array( 'FR' => 'France' );
}

function stand_in_fire( array $payload ): void {
	$form              = (object) $payload['form'];
	$form->form_fields = wp_json_encode( $form->form_fields );
	do_action( 'fluentform_submission_inserted', $payload['id'], $payload['data'], $form );
	do_action( 'fluentform/submission_inserted', $payload['id'], $payload['data'], $form );
}
