<?php
/**
 * Plugin Name: Demo site
 * Description: Keeps outgoing mail in a folder, and tells browsers the language of French pages.
 */

add_filter( 'pre_wp_mail', 'demo_keep_mail', 10, 2 );
add_filter( 'language_attributes', 'demo_language_attributes' );

/**
 * Writes the mail to private/mail instead of sending it.
 *
 * @param bool|null            $sent What another filter decided.
 * @param array<string, mixed> $mail to, subject, message, headers, attachments.
 */
function demo_keep_mail( $sent, array $mail ): bool {
	$file = dirname( ABSPATH ) . '/private/mail/' . gmdate( 'Ymd-His-' ) . wp_generate_uuid4() . '.json';
	return false !== file_put_contents( $file, (string) wp_json_encode( $mail ) );
}

/**
 * The page's own language instead of the site's.
 */
function demo_language_attributes( string $attributes ): string {
	$language = is_singular() ? (string) get_post_meta( (int) get_queried_object_id(), '_helpdesk_bridge_language', true ) : '';
	return '' === $language ? $attributes : 'lang="' . esc_attr( $language ) . '"';
}
