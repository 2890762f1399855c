<?php
/** Elementor Pro: Form_Record, its hooks in their order: files are there, an action ran, `new_record`. */

class Stand_In_Record {
	private $payload;

	public function __construct( array $payload ) {
		$this->payload = $payload;
	}

	public function get( $property ) {
		return $this->payload[ $property ] ?? null;
	}

	public function get_form_settings( $name ) {
		return $this->payload['settings'][ $name ] ?? null;
	}
}

class Stand_In_Action {
	public function get_name() {
		return 'email';
	}
}

function stand_in_fire( array $payload ): void {
	$_POST  = wp_slash( $payload['post'] );
	$record = new Stand_In_Record( $payload );
	do_action( 'elementor_pro/forms/process', $record, new stdClass() );
	foreach ( $payload['fields'] as $id => $field ) {
		if ( 'attach' === ( $field['attachment_type'] ?? '' ) ) {
			array_map( 'unlink', $payload['files'][ $id ]['path'] ); // As its mail does.
		}
	}
	do_action( 'elementor_pro/forms/actions/after_run', new Stand_In_Action(), empty( $payload['mail_fails'] ) ? null : new Exception( 'No.' ) );
	do_action( 'elementor_pro/forms/new_record', $record, new stdClass() );
}
