<?php
/**
 * Plugin Name: Demo site
 * Description: Keeps outgoing mail in a folder, calls nobody outside, and tells browsers the language of French pages.
 */

add_filter( 'pre_wp_mail', 'demo_keep_mail', 10, 2 );
add_filter( 'language_attributes', 'demo_language_attributes' );
add_action( 'init', 'demo_call_nobody' );

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

/**
 * No look for updates, and no pictures of emoji from WordPress's own servers.
 */
function demo_call_nobody(): void {
	foreach ( array( 'core', 'plugins', 'themes' ) as $part ) {
		remove_action( 'admin_init', '_maybe_update_' . $part );
		remove_action( 'load-update-core.php', 'core' === $part ? 'wp_version_check' : 'wp_update_' . $part );
	}
	remove_action( 'wp_head', 'print_emoji_detection_script', 7 );
	remove_action( 'wp_print_styles', 'print_emoji_styles' );
	remove_action( 'admin_print_scripts', 'print_emoji_detection_script' );
	add_filter( 'emoji_svg_url', '__return_false' );
}
