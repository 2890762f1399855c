<?php
/**
 * The two ways to put our form on a page: a shortcode and a block.
 *
 * @package HelpdeskBridge
 */

defined( 'ABSPATH' ) || exit;

add_action( 'init', 'helpdesk_bridge_register_form' );

/**
 * Registers `[helpdesk_bridge_form]` and `helpdesk-bridge/form`.
 */
function helpdesk_bridge_register_form(): void {
	add_shortcode( 'helpdesk_bridge_form', 'helpdesk_bridge_shortcode' );
	register_block_type( HELPDESK_BRIDGE_DIR . '/blocks/form', array( 'render_callback' => 'helpdesk_bridge_block' ) );
	wp_set_script_translations( 'helpdesk-bridge-form-editor-script', 'helpdesk-bridge', HELPDESK_BRIDGE_DIR . '/languages' );
}

/**
 * `[helpdesk_bridge_form id="support" title="Support request" lang="fr" topics="Billing|Other"]`.
 *
 * @param array<string, string>|string $attributes What stands in the shortcode.
 */
function helpdesk_bridge_shortcode( $attributes ): string {
	$attributes = shortcode_atts(
		array(
			'id'     => 'support',
			'title'  => '',
			'lang'   => '',
			'topics' => '',
		),
		is_array( $attributes ) ? $attributes : array(),
		'helpdesk_bridge_form'
	);
	return helpdesk_bridge_safe_form( $attributes );
}

/**
 * The block's front.
 *
 * @param array<string, mixed> $attributes formId, title, lang, topics.
 */
function helpdesk_bridge_block( array $attributes ): string {
	$html = helpdesk_bridge_safe_form(
		array(
			'id'     => helpdesk_bridge_text( $attributes['formId'] ?? 'support' ),
			'title'  => helpdesk_bridge_text( $attributes['title'] ?? '' ),
			'lang'   => helpdesk_bridge_text( $attributes['lang'] ?? '' ),
			'topics' => helpdesk_bridge_text( $attributes['topics'] ?? '' ),
		)
	);
	return sprintf( '<div %s>%s</div>', get_block_wrapper_attributes(), $html );
}

/**
 * The form; if drawing it fails, the page still shows.
 *
 * @param array{id: string, title: string, lang: string, topics: string} $wanted As an author typed it.
 */
function helpdesk_bridge_safe_form( array $wanted ): string {
	try {
		$id     = sanitize_key( $wanted['id'] );
		$locale = helpdesk_bridge_locale( $wanted['lang'] );
		$title  = sanitize_text_field( $wanted['title'] );
		return helpdesk_bridge_render_form(
			array(
				'id'     => '' === $id ? 'support' : $id,
				'title'  => '' === $title ? helpdesk_bridge_default_title( $locale ) : $title,
				'lang'   => $locale,
				'topics' => $wanted['topics'],
			)
		);
	} catch ( \Throwable $e ) {
		helpdesk_bridge_log( $e );
		return '';
	}
}

/**
 * What a form is called when its author did not say.
 *
 * @param string $locale The form's locale.
 */
function helpdesk_bridge_default_title( string $locale ): string {
	return helpdesk_bridge_in_locale(
		$locale,
		static function (): string {
			return __( 'Support request', 'helpdesk-bridge' );
		}
	);
}
