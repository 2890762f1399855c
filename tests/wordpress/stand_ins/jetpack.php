<?php
/** Jetpack Forms: a post of type `feedback`, Contact_Form_Field, `grunion_after_feedback_post_inserted`. */

class Stand_In_Field {
	public $value;
	private $attributes;

	public function __construct( array $field ) {
		$this->value      = $field['value'];
		$this->attributes = $field;
	}

	public function get_attribute( $name ) {
		return $this->attributes[ $name ] ?? '';
	}
}

function stand_in_post( array $post ): int {
	$post['post_content'] = is_array( $post['post_content'] ) ? wp_json_encode( $post['post_content'], JSON_UNESCAPED_SLASHES ) : $post['post_content'];
	$post['post_date']    = get_date_from_gmt( $post['post_date_gmt'] );
	return (int) wp_insert_post( wp_slash( array( 'post_type' => 'feedback' ) + $post ) );
}

function stand_in_fire( array $payload ): void {
	$id     = stand_in_post( $payload['post'] );
	$fields = array_map(
		static function ( array $field ) {
			return new Stand_In_Field( $field );
		},
		$payload['fields']
	);
	foreach ( $payload['meta'] ?? array() as $key => $value ) {
		update_post_meta( $id, $key, $value );
	}
	do_action( 'grunion_after_feedback_post_inserted', $id, $fields, $payload['is_spam'], $payload['entry_values'] );
}
