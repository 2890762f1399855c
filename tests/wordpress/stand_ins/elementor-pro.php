<?php
/** Elementor Pro: Form_Record, `elementor_pro/forms/new_record`. */

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

function stand_in_fire( array $payload ): void {
	$_POST = wp_slash( $payload['post'] );
	do_action( 'elementor_pro/forms/new_record', new Stand_In_Record( $payload ), new stdClass() );
}
