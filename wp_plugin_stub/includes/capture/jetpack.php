<?php
/**
 * Jetpack Forms: `grunion_after_feedback_post_inserted`.
 *
 * @package HelpdeskBridge
 */

defined( 'ABSPATH' ) || exit;

add_action( 'grunion_after_feedback_post_inserted', 'helpdesk_bridge_on_jetpack', 10, 4 );

/**
 * The hook.
 *
 * @param mixed $post_id The stored answer, of type `feedback`.
 * @param mixed $fields  Contact_Form_Field objects by id.
 * @param mixed $is_spam Whether it was taken for spam.
 * @param mixed $about   entry_title, entry_permalink.
 */
function helpdesk_bridge_on_jetpack( $post_id, $fields = array(), $is_spam = false, $about = array() ): void {
	helpdesk_bridge_hear(
		static function () use ( $post_id, $fields, $is_spam, $about ): ?array {
			if ( get_post_meta( (int) $post_id, '_feedback_is_test', true ) ) {
				return null; // The form's owner tried it in the preview.
			}
			return helpdesk_bridge_from_jetpack( get_post( (int) $post_id ), (array) $fields, (bool) $is_spam, (array) $about );
		}
	);
}

/**
 * What is kept.
 *
 * @param \WP_Post|null            $post    The stored answer; null when Jetpack could not store it.
 * @param array<int|string, mixed> $fields  Contact_Form_Field objects by id.
 * @param bool                     $is_spam Whether it was taken for spam.
 * @param array<string, mixed>     $about   entry_title, entry_permalink.
 * @return array<string, mixed> See helpdesk_bridge_hear().
 */
function helpdesk_bridge_from_jetpack( ?\WP_Post $post, array $fields, bool $is_spam, array $about ): array {
	$files = array();
	$heard = array();
	foreach ( $fields as $id => $field ) {
		$id    = helpdesk_bridge_jetpack_name( $post, $id );
		$type  = (string) $field->get_attribute( 'type' );
		$value = $field->value ?? '';
		if ( 'file' === $type ) {
			$mine  = helpdesk_bridge_jetpack_files( $id, $value );
			$files = array_merge( $files, $mine );
			$value = helpdesk_bridge_file_names( $mine );
		}
		$heard[] = helpdesk_bridge_jetpack_field( $id, $field->get_attribute( 'label' ), $type, $value );
	}
	$spam = $is_spam || ( null !== $post && in_array( $post->post_status, array( 'spam', 'trash' ), true ) );
	$form = helpdesk_bridge_jetpack_form( $post, (string) ( $about['entry_title'] ?? '' ), array_column( $heard, 'name' ) );
	return array(
		'id'         => null === $post ? '' : helpdesk_bridge_jetpack_id( $post ),
		'files'      => $files,
		'submission' => array(
			'form'   => $form,
			'status' => $spam ? 'spam' : 'ok',
			'page'   => array(
				'url'   => helpdesk_bridge_own_url( (string) ( $about['entry_permalink'] ?? '' ) ),
				'title' => (string) ( $about['entry_title'] ?? '' ),
			),
			'fields' => $heard,
		),
	);
}

/**
 * One field. A single box is a consent, an image choice shows its labels.
 *
 * @param mixed  $name  The field's id.
 * @param mixed  $label As the form shows it.
 * @param string $type  As Jetpack calls it.
 * @param mixed  $value Text or list.
 * @return array<string, mixed>
 */
function helpdesk_bridge_jetpack_field( $name, $label, string $type, $value ): array {
	if ( 'checkbox' === $type || 'consent' === $type ) {
		$type  = 'consent';
		$value = empty( $value ) || 'No' === $value ? '' : $value;
	} elseif ( 'image-select' === $type ) {
		$type   = 'radio';
		$labels = array();
		foreach ( (array) ( $value['choices'] ?? $value ) as $choice ) {
			$choice   = is_string( $choice ) ? ( json_decode( $choice, true ) ?? $choice ) : $choice;
			$labels[] = is_array( $choice ) ? ( $choice['label'] ?? $choice['selected'] ?? '' ) : $choice;
		}
		$value = $labels;
	}
	return helpdesk_bridge_heard_field( $name, $label, $type, $value );
}

/**
 * Files of an answer. Jetpack keeps them at WordPress.com, so only their names can be shown here.
 *
 * @param mixed $name  The field's id.
 * @param mixed $value JSON texts, or the list that was stored of them.
 * @return array<int, array<string, string>>
 */
function helpdesk_bridge_jetpack_files( $name, $value ): array {
	$files = array();
	foreach ( (array) ( is_array( $value ) && isset( $value['files'] ) ? $value['files'] : $value ) as $file ) {
		$file = is_string( $file ) ? json_decode( $file, true ) : $file;
		if ( is_array( $file ) && isset( $file['name'] ) ) {
			$files[] = helpdesk_bridge_file_at( $name, '', helpdesk_bridge_text( $file['name'] ) );
		}
	}
	return $files;
}

/**
 * The form that is stored as such and may stand on many pages, or null.
 *
 * @param \WP_Post|null $post The stored answer.
 */
function helpdesk_bridge_jetpack_stored( ?\WP_Post $post ): ?\WP_Post {
	$parent = null === $post || 0 === $post->post_parent ? null : get_post( $post->post_parent );
	return null !== $parent && 'jetpack_form' === $parent->post_type ? $parent : null;
}

/**
 * A field's name. Jetpack puts the page before it, `g14-email`, which would give a stored form other
 * fields on each of its pages.
 *
 * @param \WP_Post|null $post The stored answer.
 * @param mixed         $id   The field's id.
 */
function helpdesk_bridge_jetpack_name( ?\WP_Post $post, $id ): string {
	$name = helpdesk_bridge_text( $id );
	return null === helpdesk_bridge_jetpack_stored( $post ) ? $name : (string) preg_replace( '/^g\d+-(\d+-)?/', '', $name );
}

/**
 * Which form it was: a stored one, else the page it stands on; the second form of a page has `-1` behind
 * it, in Jetpack's own count.
 *
 * @param \WP_Post|null $post  The stored answer.
 * @param string        $title Title of the page.
 * @param string[]      $names Of its fields.
 * @return array{plugin: string, id: string, title: string}
 */
function helpdesk_bridge_jetpack_form( ?\WP_Post $post, string $title, array $names = array() ): array {
	$parent = null === $post || 0 === $post->post_parent ? null : get_post( $post->post_parent );
	$title  = null === $parent ? $title : $parent->post_title;
	$id     = null === $post ? '0' : (string) $post->post_parent;
	if ( array() !== $names && preg_match( '/^g' . $id . '-(\d+)-/', $names[0], $found ) && preg_grep( '/^' . $found[0] . '/', $names ) === $names ) {
		$id    .= '-' . $found[1];
		$title .= ' (' . ( (int) $found[1] + 1 ) . ')';
	}
	return array(
		'plugin' => 'jetpack',
		'id'     => $id,
		'title'  => $title,
	);
}

/**
 * The same id at the hook and at the backfill.
 *
 * @param \WP_Post $post The stored answer.
 */
function helpdesk_bridge_jetpack_id( \WP_Post $post ): string {
	return helpdesk_bridge_named_id( array( 'jetpack', (string) $post->ID, $post->post_date_gmt ) );
}

/**
 * The forms there are: stored ones, and pages with a form, as a block or a shortcode.
 *
 * @return array<int, string> Id => title.
 */
function helpdesk_bridge_jetpack_forms(): array {
	if ( ! post_type_exists( 'feedback' ) ) {
		return array();
	}
	$titles = helpdesk_bridge_titles_of_posts( 'jetpack_form' );
	foreach ( array( 'page', 'post' ) as $type ) {
		foreach ( helpdesk_bridge_titles_of_posts( $type, '<!-- wp:jetpack/contact-form' ) as $id => $title ) {
			// One that only shows a stored form is no form of its own.
			if ( preg_match( '/<!-- wp:jetpack\/contact-form(?![^>]*"ref":)/', (string) get_post_field( 'post_content', $id, 'raw' ) ) ) {
				$titles[ $id ] = $title;
			}
		}
		foreach ( array( '[contact-form ', '[contact-form]' ) as $sign ) {
			$titles += helpdesk_bridge_titles_of_posts( $type, $sign );
		}
	}
	return $titles;
}

/**
 * Hands in a test entry of a form. The fields of a form made of blocks are its blocks; those of a
 * shortcode cannot be read without drawing it, so its entry has an e-mail address and a text alone.
 *
 * @param string $id    The form, or the page that it stands on.
 * @param string $title Its title.
 */
function helpdesk_bridge_try_jetpack( string $id, string $title ): void {
	$blocks = helpdesk_bridge_jetpack_blocks( parse_blocks( (string) get_post_field( 'post_content', (int) $id, 'raw' ) ) );
	$blocks = array() === $blocks ? array( array( 'type' => 'email' ), array( 'type' => 'textarea' ) ) : $blocks;
	$fields = array();
	foreach ( $blocks as $number => $block ) {
		$options = (array) ( $block['options'] ?? array() );
		$name    = helpdesk_bridge_text( $block['id'] ?? $block['label'] ?? '' );
		$answers = array(
			'get_attribute' => static function ( string $attribute ) use ( $block ) {
				return $block[ $attribute ] ?? '';
			},
		);
		$fields[ '' === $name ? 'field-' . $number : $name ] = new Helpdesk_Bridge_Stand_In( $answers, helpdesk_bridge_canary_value( $block['type'], reset( $options ) ) );
	}
	$post = new \WP_Post(
		(object) array(
			'ID'            => 0,
			'post_parent'   => (int) $id,
			'post_status'   => 'publish',
			'post_date_gmt' => gmdate( 'Y-m-d H:i:s' ),
		)
	);
	helpdesk_bridge_hear(
		static function () use ( $post, $fields, $title ): array {
			return helpdesk_bridge_from_jetpack( $post, $fields, false, array( 'entry_title' => $title ) );
		}
	);
}

/**
 * The field blocks below some blocks.
 *
 * @param array<int, array<string, mixed>> $blocks As parse_blocks() returns them.
 * @param int                              $depth  How deep we are.
 * @return array<int, array<string, mixed>> The blocks' attributes, with their type.
 */
function helpdesk_bridge_jetpack_blocks( array $blocks, int $depth = 0 ): array {
	$found = array();
	foreach ( $depth > 10 ? array() : $blocks as $block ) {
		if ( 0 === strpos( (string) $block['blockName'], 'jetpack/field-' ) ) {
			// Since 2025 the label and the choices are blocks of their own.
			$found[] = array( 'type' => substr( $block['blockName'], strlen( 'jetpack/field-' ) ) ) + (array) $block['attrs'] + array(
				'label'   => helpdesk_bridge_jetpack_labels( $block['innerBlocks'], 'jetpack/label' )[0] ?? '',
				'options' => helpdesk_bridge_jetpack_labels( $block['innerBlocks'], 'jetpack/option' ),
			);
		}
		$found = array_merge( $found, helpdesk_bridge_jetpack_blocks( $block['innerBlocks'], $depth + 1 ) );
	}
	return $found;
}

/**
 * The labels of blocks of a kind, two levels deep.
 *
 * @param array<int, array<string, mixed>> $blocks As parse_blocks() returns them.
 * @param string                           $kind   Their name.
 * @return string[]
 */
function helpdesk_bridge_jetpack_labels( array $blocks, string $kind ): array {
	$labels = array();
	foreach ( $blocks as $block ) {
		foreach ( array_merge( array( $block ), $block['innerBlocks'] ) as $one ) {
			if ( $kind === $one['blockName'] ) {
				$labels[] = helpdesk_bridge_text( $one['attrs']['label'] ?? '' );
			}
		}
	}
	return $labels;
}
