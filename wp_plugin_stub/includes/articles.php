<?php
/**
 * Articles for the bridge: what the REST API and XML-RPC leave out.
 *
 * XML-RPC gives a post as it is stored: blocks and shortcodes not rendered, a scheduled post called
 * published, and no language. Asked for the field `helpdesk_bridge`, it tells what REST would.
 *
 * @package HelpdeskBridge
 */

defined( 'ABSPATH' ) || exit;

add_action( 'rest_api_init', 'helpdesk_bridge_register_fields' );
add_filter( 'xmlrpc_prepare_post', 'helpdesk_bridge_xmlrpc_post', 10, 3 );

/**
 * Adds two fields for those who may edit the post: REST names an author only after their first
 * published post, and old WordPress puts "Private: " before a title.
 */
function helpdesk_bridge_register_fields(): void {
	$fields = array(
		'helpdesk_bridge_author' => static function ( array $post ): string {
			return helpdesk_bridge_author_name( (int) ( $post['author'] ?? 0 ) );
		},
		'helpdesk_bridge_title'  => static function ( array $post ): string {
			return helpdesk_bridge_plain_title( (int) ( $post['id'] ?? 0 ) );
		},
	);
	$types  = array_values( get_post_types( array( 'show_in_rest' => true ) ) );
	foreach ( $fields as $name => $read ) {
		$schema = array(
			'type'     => 'string',
			'context'  => array( 'edit' ),
			'readonly' => true,
		);
		register_rest_field(
			$types,
			$name,
			array(
				'get_callback' => $read,
				'schema'       => $schema,
			)
		);
	}
}

/**
 * A post's title as shown, without the word for "protected" or "private" before it.
 *
 * @param int $id The post.
 */
function helpdesk_bridge_plain_title( int $id ): string {
	$plain = static function (): string {
		return '%s';
	};
	add_filter( 'protected_title_format', $plain );
	add_filter( 'private_title_format', $plain );
	try {
		return get_the_title( $id );
	} finally {
		remove_filter( 'protected_title_format', $plain );
		remove_filter( 'private_title_format', $plain );
	}
}

/**
 * The name an account shows, or ''.
 *
 * @param int $id The account.
 */
function helpdesk_bridge_author_name( int $id ): string {
	$user = $id ? get_userdata( $id ) : false;
	return $user ? (string) $user->display_name : '';
}

/**
 * Adds the struct `helpdesk_bridge` to a post over XML-RPC, when the caller asks for it by name.
 * WordPress has checked before that the caller may edit this post.
 *
 * @param mixed $answer The post as XML-RPC gives it.
 * @param mixed $post   The post as an array.
 * @param mixed $fields What was asked for.
 * @return mixed
 */
function helpdesk_bridge_xmlrpc_post( $answer, $post, $fields ) {
	if ( ! is_array( $answer ) || ! is_array( $fields ) || ! in_array( 'helpdesk_bridge', $fields, true ) ) {
		return $answer;
	}
	try {
		$whole = get_post( (int) ( $post['ID'] ?? 0 ) );
		if ( $whole instanceof \WP_Post ) {
			$answer['helpdesk_bridge'] = helpdesk_bridge_told_post( $whole );
		}
	} catch ( \Throwable $error ) {
		helpdesk_bridge_log( $error );
	}
	return $answer;
}

/**
 * A post as REST shows it: status, title, html, excerpt, language, author. The text of a post
 * behind a password is left out.
 *
 * @param \WP_Post $post The post.
 * @return array<string, string>
 */
function helpdesk_bridge_told_post( \WP_Post $post ): array {
	$before          = $GLOBALS['post'] ?? null;
	$GLOBALS['post'] = $post; // phpcs:ignore WordPress.WP.GlobalVariablesOverride.Prohibited -- Filters of the_content look there; put back below.
	setup_postdata( $post );
	try {
		$open = '' === $post->post_password;
		return array(
			'status'   => $post->post_status,
			'title'    => helpdesk_bridge_plain_title( $post->ID ),
			'html'     => $open ? (string) apply_filters( 'the_content', $post->post_content ) : '', // phpcs:ignore WordPress.NamingConventions.PrefixAllGlobals -- WordPress's own filters.
			'excerpt'  => $open ? (string) apply_filters( 'the_excerpt', apply_filters( 'get_the_excerpt', $post->post_excerpt, $post ) ) : '', // phpcs:ignore WordPress.NamingConventions.PrefixAllGlobals
			'language' => helpdesk_bridge_post_language( $post->ID ),
			'author'   => helpdesk_bridge_author_name( (int) $post->post_author ),
		);
	} finally {
		$GLOBALS['post'] = $before; // phpcs:ignore WordPress.WP.GlobalVariablesOverride.Prohibited
		if ( $before instanceof \WP_Post ) {
			setup_postdata( $before );
		}
	}
}
