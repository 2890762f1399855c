<?php
/**
 * Jetpack Forms: posts of type `feedback`. Since 2025 their content is JSON (post_mime_type v2 or v3).
 * Before that it was the message, `<!--more-->`, lines such as `AUTHOR: name`, and the other fields as
 * JSON or as print_r() wrote them. Read here, so that Jetpack need not be active.
 *
 * @package HelpdeskBridge
 */

defined( 'ABSPATH' ) || exit;

/** The lines of the old content => name, label, type. */
const HELPDESK_BRIDGE_JETPACK_LINES = array(
	'AUTHOR'       => array( 'author', 'Name', 'text' ),
	'AUTHOR EMAIL' => array( 'author-email', 'Email', 'email' ),
	'AUTHOR URL'   => array( 'author-url', 'Website', 'url' ),
	'SUBJECT'      => array( 'subject', 'Subject', 'text' ),
);

/** What Jetpack adds to a visitor's fields. */
const HELPDESK_BRIDGE_JETPACK_OWN = array( 'email_marketing_consent', 'entry_title', 'entry_permalink', 'entry_page', 'feedback_id' );

/**
 * Whether there is anything.
 */
function helpdesk_bridge_jetpack_there(): bool {
	return helpdesk_bridge_has_posts( 'feedback' );
}

/**
 * Entries behind an id.
 *
 * @param int $after The last id that is done.
 * @param int $limit At most so many.
 * @return array<int, callable> Id => what reads it.
 */
function helpdesk_bridge_jetpack_after( int $after, int $limit ): array {
	$entries = array();
	foreach ( helpdesk_bridge_post_ids_after( 'feedback', $after, $limit ) as $id ) {
		$entries[ $id ] = static function () use ( $id ): ?array {
			return get_post_meta( $id, '_feedback_is_test', true ) ? null : helpdesk_bridge_jetpack_entry( get_post( $id ) );
		};
	}
	return $entries;
}

/**
 * What is kept.
 *
 * @param \WP_Post $post The entry.
 * @return array<string, mixed> See helpdesk_bridge_fill_in().
 */
function helpdesk_bridge_jetpack_entry( \WP_Post $post ): array {
	$content = json_decode( $post->post_content, true );
	$content = is_array( $content ) ? $content : json_decode( stripslashes( trim( $post->post_content ) ), true );
	$read    = is_array( $content ) && isset( $content['fields'] )
		? helpdesk_bridge_jetpack_json( $post, $content )
		: helpdesk_bridge_jetpack_text( $post->post_content );
	$parent  = get_post( $post->post_parent );
	$title   = $read['title'];
	if ( '' === $title && $post->post_parent && $parent ) {
		$title = $parent->post_title;
	}
	return array(
		'id'         => helpdesk_bridge_jetpack_id( $post ),
		'at'         => helpdesk_bridge_utc( $post->post_date_gmt ),
		'files'      => $read['files'],
		'submission' => array(
			'form'    => helpdesk_bridge_jetpack_form( $post, $title, array_column( $read['fields'], 'name' ) ),
			'locale'  => get_locale(),
			'page'    => helpdesk_bridge_page_of( $read['page'] ? $read['page'] : $post->post_parent, $read['url'] ),
			'visitor' => array(
				'user_id'    => (int) ( $content['logged_in_user']['id'] ?? 0 ),
				'ip'         => $content['ip'] ?? null,
				'user_agent' => $content['user_agent'] ?? null,
			),
			'fields'  => $read['fields'],
		),
	);
}

/**
 * The content as JSON.
 *
 * @param \WP_Post             $post    The entry.
 * @param array<string, mixed> $content fields (key, label, value, type, form_field_id), source_id, request_url, entry_title.
 * @return array{fields: array<int, array<string, mixed>>, files: array<int, array<string, string>>, title: string, url: string, page: int}
 */
function helpdesk_bridge_jetpack_json( \WP_Post $post, array $content ): array {
	$fields = array();
	$files  = array();
	foreach ( (array) $content['fields'] as $field ) {
		$id    = helpdesk_bridge_jetpack_name( $post, empty( $field['form_field_id'] ) ? ( $field['key'] ?? '' ) : $field['form_field_id'] );
		$value = map_deep( $field['value'] ?? '', 'helpdesk_bridge_jetpack_plain' );
		if ( 'file' === ( $field['type'] ?? '' ) ) {
			$mine  = helpdesk_bridge_jetpack_files( $id, $value );
			$files = array_merge( $files, $mine );
			$value = helpdesk_bridge_file_names( $mine );
		}
		$fields[] = helpdesk_bridge_jetpack_field( $id, $field['label'] ?? '', (string) ( $field['type'] ?? '' ), $value );
	}
	return array(
		'fields' => $fields,
		'files'  => $files,
		'title'  => helpdesk_bridge_text( $content['entry_title'] ?? '' ),
		'url'    => helpdesk_bridge_text( $content['request_url'] ?? '' ),
		'page'   => is_numeric( $content['source_id'] ?? '' ) ? (int) $content['source_id'] : 0,
	);
}

/**
 * A stored text without the entities that WordPress put in when it stored it.
 *
 * @param mixed $value Text, or anything else.
 * @return mixed
 */
function helpdesk_bridge_jetpack_plain( $value ) {
	return is_string( $value ) ? wp_specialchars_decode( $value, ENT_NOQUOTES ) : $value;
}

/**
 * The content as it was before.
 *
 * @param string $content Message, `<!--more-->`, lines, the other fields.
 * @return array{fields: array<int, array<string, mixed>>, files: array<int, array<string, string>>, title: string, url: string, page: int}
 */
function helpdesk_bridge_jetpack_text( string $content ): array {
	list( $message, $about ) = array_pad( explode( '<!--more-->', $content, 2 ), 2, '' );
	list( $lines, $json )    = array_pad( explode( 'JSON_DATA', $about, 2 ), 2, '' );
	$others                  = json_decode( trim( $json ), true ) ?? json_decode( stripslashes( trim( $json ) ), true );
	$fields                  = array();
	$known                   = array( trim( $message ) );
	foreach ( preg_split( '/\R/', $lines ) as $line ) {
		list( $key, $value ) = array_pad( explode( ': ', $line, 2 ), 2, '' );
		$shape               = HELPDESK_BRIDGE_JETPACK_LINES[ $key ] ?? null;
		if ( null !== $shape && '' !== trim( $value ) ) {
			$fields[] = helpdesk_bridge_heard_field( $shape[0], $shape[1], $shape[2], trim( $value ) );
			$known[]  = trim( $value );
		}
	}
	if ( ! is_array( $others ) && preg_match_all( '/^\s*\[([^\]]+)\] =(?:>|&gt;) (.*)$/m', $lines, $found ) ) {
		$others = array_combine( $found[1], array_map( 'trim', $found[2] ) );
	}
	foreach ( is_array( $others ) ? $others : array() as $key => $value ) {
		$value = is_array( $value ) && isset( $value['files'] ) ? array_column( (array) $value['files'], 'name' ) : $value;
		$text  = trim( implode( ', ', helpdesk_bridge_texts( $value ) ) );
		if ( ! in_array( $key, HELPDESK_BRIDGE_JETPACK_OWN, true ) && ! in_array( $text, $known, true ) ) {
			$fields[] = helpdesk_bridge_heard_field( $key, preg_replace( '/^\d+_/', '', (string) $key ), is_array( $value ) ? 'checkbox' : 'text', $value );
		}
	}
	$fields[] = helpdesk_bridge_heard_field( 'message', 'Message', 'textarea', trim( $message ) );
	return array(
		'fields' => $fields,
		'files'  => array(),
		'title'  => helpdesk_bridge_text( $others['entry_title'] ?? '' ),
		'url'    => helpdesk_bridge_text( $others['entry_permalink'] ?? '' ),
		'page'   => 0,
	);
}
