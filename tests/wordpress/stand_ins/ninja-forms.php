<?php
/** Ninja Forms: `ninja_forms_after_submission`. */

function stand_in_fire( array $payload ): void {
	unset( $payload['note'] );
	do_action( 'ninja_forms_after_submission', $payload );
}
