<?php
/** Formidable Forms: FrmEntry, FrmField, `frm_after_create_entry`. */

class FrmEntry {
	public static $payload = array();

	public static function getOne( $id, $meta = false ) {
		$entry = self::$payload['entries'][ $id ] ?? self::$payload['entry'];
		return (object) $entry;
	}
}

class FrmField {
	public static function get_all_for_form( $form_id, $limit = '', $inc_embed = 'exclude', $inc_repeat = 'include' ) {
		$fields = FrmEntry::$payload['fields_of'][ $form_id ] ?? FrmEntry::$payload['fields'];
		return array_map(
			static function ( array $field ) {
				return (object) $field;
			},
			$fields
		);
	}
}

function stand_in_fire( array $payload ): void {
	FrmEntry::$payload = $payload;
	do_action( 'frm_after_create_entry', $payload['entry_id'], $payload['form_id'], $payload['about'] );
}
