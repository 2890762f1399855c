<?php
/** Gravity Forms: GF_Field, GFAPI, `gform_after_submission`. */

class GF_Field implements ArrayAccess {
	private $field;

	public function __construct( array $field ) {
		$this->field = $field;
	}

	public function get_input_type() {
		return empty( $this->field['inputType'] ) ? $this->field['type'] : $this->field['inputType'];
	}

	#[ReturnTypeWillChange]
	public function offsetExists( $key ) {
		return isset( $this->field[ $key ] );
	}

	#[ReturnTypeWillChange]
	public function offsetGet( $key ) {
		return $this->field[ $key ] ?? null;
	}

	#[ReturnTypeWillChange]
	public function offsetSet( $key, $value ) {
		$this->field[ $key ] = $value;
	}

	#[ReturnTypeWillChange]
	public function offsetUnset( $key ) {
		unset( $this->field[ $key ] );
	}
}

class GFAPI {
	public static $entries = array();
	public static $forms   = array();

	public static function get_forms() {
		return array_values( self::$forms );
	}

	public static function get_form( $id ) {
		return self::$forms[ (int) $id ] ?? false;
	}

	/** With the search that our backfill makes: status, one filter on the id, sorted by id. */
	public static function get_entries( $form_ids, $search = array(), $sorting = null, $paging = null ) {
		$found = array_filter(
			self::$entries,
			static function ( array $entry ) use ( $search ): bool {
				$filter = $search['field_filters'][0];
				return $entry['status'] === $search['status'] && 'id' === $filter['key'] && '>' === $filter['operator'] && (int) $entry['id'] > $filter['value'];
			}
		);
		usort(
			$found,
			static function ( array $one, array $other ): int {
				return (int) $one['id'] <=> (int) $other['id'];
			}
		);
		return array_slice( $found, $paging['offset'], $paging['page_size'] );
	}
}

class GFFormsModel {
	public static $uploaded_files = array();
}

function stand_in_form( array $form ): array {
	$form['fields'] = array_map(
		static function ( array $field ) {
			return new GF_Field( $field );
		},
		$form['fields']
	);
	return $form;
}

function stand_in_fire( array $payload ): void {
	GFFormsModel::$uploaded_files = $payload['uploaded_files'] ?? array();
	do_action( 'gform_after_submission', $payload['entry'], stand_in_form( $payload['form'] ) );
}
