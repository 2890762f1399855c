<?php
/**
 * Flamingo: what Contact Form 7 stored, as posts of type `flamingo_inbound`. Text only, no files. Read
 * from the posts themselves, so that Flamingo need not be active.
 *
 * A post has the fields' names in `_fields` and each value in `_field_` and the name; the form is the
 * slug of the channel.
 *
 * @package HelpdeskBridge
 */

defined( 'ABSPATH' ) || exit;

/**
 * Whether there is anything.
 */
function helpdesk_bridge_flamingo_there(): bool {
	return helpdesk_bridge_has_posts( 'flamingo_inbound' );
}

/**
 * Entries behind an id.
 *
 * @param int $after The last id that is done.
 * @param int $limit At most so many.
 * @return array<int, callable> Id => what reads it.
 */
function helpdesk_bridge_flamingo_after( int $after, int $limit ): array {
	$entries = array();
	foreach ( helpdesk_bridge_post_ids_after( 'flamingo_inbound', $after, $limit ) as $id ) {
		$entries[ $id ] = static function () use ( $id ): array {
			return helpdesk_bridge_from_flamingo( get_post( $id ) );
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
function helpdesk_bridge_from_flamingo( \WP_Post $post ): array {
	$meta   = get_post_meta( $post->ID, '_meta', true );
	$meta   = is_array( $meta ) ? $meta : array();
	$form   = helpdesk_bridge_flamingo_form( $post->ID );
	$posted = helpdesk_bridge_flamingo_values( $post->ID );
	$user   = empty( $meta['user_login'] ) ? false : get_user_by( 'login', $meta['user_login'] );
	$ids    = helpdesk_bridge_flamingo_ids( $post );
	return array(
		'id'         => $ids[0],
		'also'       => array_slice( $ids, 1 ),
		'at'         => helpdesk_bridge_utc( $post->post_date_gmt ),
		'submission' => array(
			'form'    => array(
				'plugin' => $form['plugin'],
				'id'     => $form['id'],
				'title'  => $form['title'],
			),
			'status'  => 'mail_failed' === get_post_meta( $post->ID, '_submission_status', true ) ? 'mail_failed' : 'ok',
			'locale'  => null === $form['object'] ? get_locale() : (string) $form['object']->locale(),
			'page'    => helpdesk_bridge_page_of( $meta['post_id'] ?? 0, $meta['url'] ?? '' ),
			'visitor' => array(
				'user_id'    => $user ? $user->ID : 0,
				'ip'         => $meta['remote_ip'] ?? null,
				'user_agent' => $meta['user_agent'] ?? null,
			),
			'fields'  => null === $form['object']
				? helpdesk_bridge_flamingo_fields( $posted )
				: helpdesk_bridge_contact_form_7_fields( $form['object'], $posted, array() ),
		),
	);
}

/**
 * The id that the hook gave, or would have given. Flamingo keeps the local time only: in the hour that
 * a clock is put back, two moments fit, so neighbours an hour off count as the same.
 *
 * @param \WP_Post $post The entry.
 * @return string[] The first is for a new submission.
 */
function helpdesk_bridge_flamingo_ids( \WP_Post $post ): array {
	$hash = (string) get_post_meta( $post->ID, '_hash', true );
	$time = (int) strtotime( $post->post_date_gmt . ' UTC' );
	if ( '' === $hash ) { // An old Flamingo.
		return array( helpdesk_bridge_named_id( array( 'flamingo', (string) $post->ID, $post->post_date_gmt ) ) );
	}
	$ids = array();
	foreach ( array( 0, HOUR_IN_SECONDS, -HOUR_IN_SECONDS ) as $shift ) {
		$ids[] = helpdesk_bridge_contact_form_7_id( $hash, $time + $shift );
	}
	return $ids;
}

/**
 * The fields' values.
 *
 * @param int $id The entry.
 * @return array<string, mixed> Name => value.
 */
function helpdesk_bridge_flamingo_values( int $id ): array {
	$values = array();
	foreach ( (array) get_post_meta( $id, '_fields', true ) as $name => $value ) {
		$key             = sanitize_key( '_field_' . $name );
		$values[ $name ] = metadata_exists( 'post', $id, $key ) ? get_post_meta( $id, $key, true ) : $value;
	}
	return $values;
}

/**
 * Fields of a form that is gone: the names have to do for labels, the values tell what they are.
 *
 * @param array<string, mixed> $values Name => value.
 * @return array<int, array<string, mixed>>
 */
function helpdesk_bridge_flamingo_fields( array $values ): array {
	$fields = array();
	foreach ( $values as $name => $value ) {
		$type = 'text';
		if ( is_array( $value ) ) {
			$type = 'checkbox';
		} elseif ( is_email( (string) $value ) ) {
			$type = 'email';
		} elseif ( false !== strpos( (string) $value, "\n" ) ) {
			$type = 'textarea';
		}
		$fields[] = helpdesk_bridge_heard_field( $name, '', $type, $value );
	}
	return $fields;
}

/**
 * Which form an entry came through. `object` is the form itself while it is there.
 *
 * @param int $id The entry.
 * @return array{plugin: string, id: string, title: string, object: object|null}
 */
function helpdesk_bridge_flamingo_form( int $id ): array {
	global $wpdb;
	// phpcs:ignore WordPress.DB.DirectDatabaseQuery -- The taxonomy is there only while Flamingo is active.
	$channel = $wpdb->get_row( $wpdb->prepare( "SELECT t.slug, t.name FROM $wpdb->terms t JOIN $wpdb->term_taxonomy x ON x.term_id = t.term_id AND x.taxonomy = 'flamingo_inbound_channel' JOIN $wpdb->term_relationships r ON r.term_taxonomy_id = x.term_taxonomy_id WHERE r.object_id = %d LIMIT 1", $id ) );
	$slug    = null === $channel ? '' : $channel->slug;
	$form    = '' === $slug ? null : get_page_by_path( $slug, OBJECT, 'wpcf7_contact_form' );
	$object  = null !== $form && function_exists( 'wpcf7_contact_form' ) ? wpcf7_contact_form( $form->ID ) : null;
	return array(
		'plugin' => null === $form ? 'flamingo' : 'contact-form-7',
		'id'     => null === $form ? $slug : (string) $form->ID,
		'title'  => null === $form ? ( null === $channel ? '' : $channel->name ) : $form->post_title,
		'object' => is_object( $object ) ? $object : null,
	);
}
