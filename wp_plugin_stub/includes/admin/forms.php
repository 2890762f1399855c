<?php
/**
 * The settings page's section "Forms": which go to the helpdesk, with which topic and level.
 *
 * @package HelpdeskBridge
 */

defined( 'ABSPATH' ) || exit;

/** Forms on the page at most: each has four inputs, and PHP takes 1,000 of a request. */
const HELPDESK_BRIDGE_FORMS_SHOWN = 200;

/**
 * The forms found on this site now, else those that ever sent something.
 *
 * @return array<string, array{plugin: string, id: string, title: string}> By `plugin:id`.
 */
function helpdesk_bridge_listed_forms(): array {
	$found = function_exists( 'helpdesk_bridge_found_forms' ) ? helpdesk_bridge_found_forms() : array();
	$lists = isset( $found[0]['id'] ) ? array( $found ) : (array) $found; // A list of forms, or one per plugin.
	$forms = array();
	foreach ( $lists as $list ) {
		foreach ( isset( $list['id'] ) ? array( $list ) : (array) $list as $form ) {
			$forms[ $form['plugin'] . ':' . $form['id'] ] = $form;
		}
	}
	return $forms + helpdesk_bridge_known_forms();
}

/**
 * Draws the section.
 */
function helpdesk_bridge_page_forms(): void {
	$forms = array_slice( helpdesk_bridge_listed_forms(), 0, HELPDESK_BRIDGE_FORMS_SHOWN, true );
	printf( '<h2>%s</h2>', esc_html__( 'Forms', 'helpdesk-bridge' ) );
	if ( array() === $forms ) {
		printf( '<p>%s</p>', esc_html__( 'No form was found yet. Put the block “Support form” on a page, or make a form with your form plugin; it shows here with its first submission at the latest.', 'helpdesk-bridge' ) );
		return;
	}
	printf( '<p>%s</p>', esc_html__( 'Submissions of the ticked forms go to the helpdesk. A form without a tick works as if this plugin were not there.', 'helpdesk-bridge' ) );
	$told = helpdesk_bridge_last_check()['forms'] ?? array();
	helpdesk_bridge_open_form( 'forms' );
	printf(
		'<table class="widefat striped helpdesk-bridge-forms"><thead><tr><th scope="col">%s</th><th scope="col">%s</th><th scope="col">%s</th><th scope="col">%s</th></tr></thead><tbody>',
		esc_html__( 'Form', 'helpdesk-bridge' ),
		esc_html__( 'To the helpdesk', 'helpdesk-bridge' ),
		esc_html__( 'Topic', 'helpdesk-bridge' ),
		esc_html__( 'First level', 'helpdesk-bridge' )
	);
	$number = 0;
	foreach ( $forms as $key => $form ) {
		helpdesk_bridge_page_form_row( (string) $key, $form, $number++, $told[ $key ] ?? null );
	}
	echo '</tbody></table>';
	printf( '<p class="description">%s</p>', esc_html__( 'The topic counts where the visitor chose none. The level says who looks first: L1 first line, L2 experienced agents, L3 experts. Empty: the helpdesk decides.', 'helpdesk-bridge' ) );
	submit_button( __( 'Save forms', 'helpdesk-bridge' ), 'primary', 'save-forms' );
	echo '</form>';
}

/**
 * One form. Its key goes last, so that a request cut off by PHP's limit changes no form by half.
 *
 * @param string                     $key    `plugin:id`.
 * @param array<string, string>      $form   plugin, id and title.
 * @param int                        $number Its place in the list.
 * @param array<string, string>|null $told  A finding of the helpdesk about this form.
 */
function helpdesk_bridge_page_form_row( string $key, array $form, int $number, ?array $told ): void {
	$choice = helpdesk_bridge_settings()['forms'][ $key ] ?? array(
		'send'  => true,
		'topic' => '',
		'level' => '',
	);
	$title  = '' === trim( $form['title'] ) ? $form['id'] : $form['title'];
	$levels = '';
	foreach ( HELPDESK_BRIDGE_LEVELS as $level ) {
		$levels .= sprintf( '<option value="%1$s"%2$s>%3$s</option>', esc_attr( $level ), selected( $choice['level'], $level, false ), '' === $level ? '–' : esc_html( $level ) );
	}
	/* translators: %s: title of a form */
	$words = sprintf( __( 'Send “%s” to the helpdesk', 'helpdesk-bridge' ), $title );
	$box   = sprintf( '<input type="checkbox" name="forms[%1$d][send]" value="1" aria-label="%2$s"%3$s>', (int) $number, esc_attr( $words ), checked( $choice['send'], true, false ) );
	if ( 'helpdesk-bridge' === $form['plugin'] ) { // Our own form has nobody else to go to.
		$box = sprintf( '<input type="hidden" name="forms[%1$d][send]" value="1">%2$s', (int) $number, esc_html__( 'always', 'helpdesk-bridge' ) );
	}
	// phpcs:disable WordPress.Security.EscapeOutput -- $box and $levels are escaped above.
	printf(
		'<tr><td data-label="%1$s"><strong>%2$s</strong><br><span class="description">%3$s</span>%14$s</td>
		<td data-label="%4$s">%6$s</td>
		<td data-label="%7$s"><input type="text" name="forms[%5$d][topic]" value="%8$s" maxlength="200" aria-label="%9$s"></td>
		<td data-label="%10$s"><select name="forms[%5$d][level]" aria-label="%11$s">%12$s</select><input type="hidden" name="forms[%5$d][key]" value="%13$s"></td></tr>',
		esc_attr__( 'Form', 'helpdesk-bridge' ),
		esc_html( $title ),
		esc_html( helpdesk_bridge_plugin_name( $form['plugin'] ) . ' · ' . $form['id'] ),
		esc_attr__( 'To the helpdesk', 'helpdesk-bridge' ),
		(int) $number,
		$box,
		esc_attr__( 'Topic', 'helpdesk-bridge' ),
		esc_attr( $choice['topic'] ),
		/* translators: %s: title of a form */
		esc_attr( sprintf( __( 'Topic of “%s”', 'helpdesk-bridge' ), $title ) ),
		esc_attr__( 'First level', 'helpdesk-bridge' ),
		/* translators: %s: title of a form */
		esc_attr( sprintf( __( 'First level of “%s”', 'helpdesk-bridge' ), $title ) ),
		$levels,
		esc_attr( $key ),
		null === $told ? '' : helpdesk_bridge_list_of_findings( array( $told ) )
	);
	// phpcs:enable
}

/**
 * A form plugin's own name.
 *
 * @param string $slug Its slug.
 */
function helpdesk_bridge_plugin_name( string $slug ): string {
	$names = array(
		'helpdesk-bridge' => 'Helpdesk Bridge',
		'contact-form-7'  => 'Contact Form 7',
		'wpforms'         => 'WPForms',
		'ninja-forms'     => 'Ninja Forms',
		'fluentform'      => 'Fluent Forms',
		'fluent-forms'    => 'Fluent Forms',
		'formidable'      => 'Formidable',
		'gravity-forms'   => 'Gravity Forms',
		'gravityforms'    => 'Gravity Forms',
		'elementor-pro'   => 'Elementor Pro',
		'jetpack'         => 'Jetpack',
		'flamingo'        => 'Flamingo',
	);
	return $names[ $slug ] ?? $slug;
}
