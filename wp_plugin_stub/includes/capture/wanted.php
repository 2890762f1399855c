<?php
/**
 * Which forms go to the helpdesk, and with which topic and level: the setting `forms`, a map
 * "plugin:id" => send, topic, level. A form that is not in it goes.
 *
 * @package HelpdeskBridge
 */

defined( 'ABSPATH' ) || exit;

/**
 * What the settings say of a form.
 *
 * @param array<string, mixed> $form With plugin and id.
 * @return array{send: bool, topic: string, level: string} Level is '' or L1 to L3.
 */
function helpdesk_bridge_form_choice( array $form ): array {
	$settings = get_option( HELPDESK_BRIDGE_SETTINGS, array() );
	$forms    = is_array( $settings ) && is_array( $settings['forms'] ?? null ) ? $settings['forms'] : array();
	$choice   = $forms[ helpdesk_bridge_text( $form['plugin'] ?? '' ) . ':' . helpdesk_bridge_text( $form['id'] ?? '' ) ] ?? array();
	$choice   = is_array( $choice ) ? $choice : array();
	$level    = helpdesk_bridge_text( $choice['level'] ?? '' );
	return array(
		'send'  => (bool) ( $choice['send'] ?? true ),
		'topic' => trim( helpdesk_bridge_text( $choice['topic'] ?? '' ) ),
		'level' => in_array( $level, array( 'L1', 'L2', 'L3' ), true ) ? $level : '',
	);
}

/**
 * Whether a form's submissions go to the helpdesk. Our own form has no other place to go, so it
 * always does.
 *
 * @param array<string, mixed> $form With plugin and id.
 */
function helpdesk_bridge_form_wanted( array $form ): bool {
	return 'helpdesk-bridge' === ( $form['plugin'] ?? '' ) || helpdesk_bridge_form_choice( $form )['send'];
}

/**
 * The form with the topic and level that the settings give it, as extra keys where there are any.
 *
 * @param array{plugin: string, id: string, title: string} $form The form.
 * @return array<string, string>
 */
function helpdesk_bridge_form_marked( array $form ): array {
	$choice = helpdesk_bridge_form_choice( $form );
	return $form + array_filter(
		array(
			'topic' => $choice['topic'],
			'level' => $choice['level'],
		),
		'strlen'
	);
}

/**
 * The forms of this site: those that their plugins list, and those that ever sent something.
 *
 * @return array<string, array<int, array{plugin: string, id: string, title: string}>> Plugin => forms by title.
 */
function helpdesk_bridge_found_forms(): array {
	$found = array();
	foreach ( helpdesk_bridge_known_forms() as $form ) {
		$found[ $form['plugin'] ][ $form['id'] ] = $form;
	}
	foreach ( HELPDESK_BRIDGE_FORM_LISTS as $plugin => $list ) {
		try {
			foreach ( $list() as $id => $title ) {
				$found[ $plugin ][ (string) $id ] = array(
					'plugin' => $plugin,
					'id'     => (string) $id,
					'title'  => helpdesk_bridge_text( $title ),
				);
			}
		} catch ( \Throwable $e ) {
			helpdesk_bridge_log( $e ); // A form plugin that changed must not take the page with it.
		}
	}
	foreach ( $found as $plugin => $forms ) {
		usort(
			$forms,
			static function ( array $one, array $other ): int {
				return strnatcasecmp( $one['title'], $other['title'] );
			}
		);
		$found[ $plugin ] = $forms;
	}
	ksort( $found );
	return $found;
}

/** Who lists the forms of which plugin: functions that return id => title, and nothing when the plugin is not active. */
const HELPDESK_BRIDGE_FORM_LISTS = array(
	'contact-form-7' => 'helpdesk_bridge_contact_form_7_forms',
	'wpforms'        => 'helpdesk_bridge_wpforms_forms',
	'ninja-forms'    => 'helpdesk_bridge_ninja_forms_forms',
	'fluentform'     => 'helpdesk_bridge_fluent_forms_forms',
	'formidable'     => 'helpdesk_bridge_formidable_forms',
	'gravityforms'   => 'helpdesk_bridge_gravity_forms_forms',
	'elementor-pro'  => 'helpdesk_bridge_elementor_forms',
	'jetpack'        => 'helpdesk_bridge_jetpack_forms',
);

/**
 * Title of each post of a type; for form plugins that keep forms as posts.
 *
 * @param string $type   Post type.
 * @param string $search Text that the content must hold; '' for any.
 * @return array<int, string> Post id => title; at most 500.
 */
function helpdesk_bridge_titles_of_posts( string $type, string $search = '' ): array {
	global $wpdb;
	// phpcs:ignore WordPress.DB.DirectDatabaseQuery -- Ids and titles only; get_posts() would load all of each form.
	$rows = $wpdb->get_results( $wpdb->prepare( "SELECT ID, post_title FROM $wpdb->posts WHERE post_type = %s AND post_status IN ( 'publish', 'private' ) AND post_content LIKE %s ORDER BY ID LIMIT 500", $type, '%' . $wpdb->esc_like( $search ) . '%' ) );
	return array_column( $rows, 'post_title', 'ID' );
}
