<?php
/**
 * Handing in test entries: through our own form's address, and through the hook of each form plugin.
 *
 * @package HelpdeskBridge
 */

defined( 'ABSPATH' ) || exit;

/** Form plugin => its hook, what hears it, and what hands in a test entry of one of its forms. */
const HELPDESK_BRIDGE_CANARY_HOOKS = array(
	'contact-form-7' => array( 'wpcf7_submit', 'helpdesk_bridge_on_contact_form_7', 'helpdesk_bridge_try_contact_form_7' ),
	'wpforms'        => array( 'wpforms_process_complete', 'helpdesk_bridge_on_wpforms', 'helpdesk_bridge_try_wpforms' ),
	'ninja-forms'    => array( 'ninja_forms_after_submission', 'helpdesk_bridge_on_ninja_forms', 'helpdesk_bridge_try_ninja_forms' ),
	'fluentform'     => array( 'fluentform/submission_inserted', 'helpdesk_bridge_on_fluent_forms', 'helpdesk_bridge_try_fluent_forms' ),
	'formidable'     => array( 'frm_after_create_entry', 'helpdesk_bridge_on_formidable', 'helpdesk_bridge_try_formidable' ),
	'gravityforms'   => array( 'gform_after_submission', 'helpdesk_bridge_on_gravity_forms', 'helpdesk_bridge_try_gravity_forms' ),
	'elementor-pro'  => array( 'elementor_pro/forms/new_record', 'helpdesk_bridge_on_elementor', 'helpdesk_bridge_try_elementor' ),
	'jetpack'        => array( 'grunion_after_feedback_post_inserted', 'helpdesk_bridge_on_jetpack', 'helpdesk_bridge_try_jetpack' ),
);

/**
 * The forms of a test: our own, and the first form of each form plugin that goes to the helpdesk.
 *
 * @return array<int, array{plugin: string, form: string, title: string}>
 */
function helpdesk_bridge_canary_forms(): array {
	$forms = array(
		array(
			'plugin' => 'helpdesk-bridge',
			'form'   => 'support',
			'title'  => helpdesk_bridge_default_title( get_locale() ),
		),
	);
	foreach ( array_keys( HELPDESK_BRIDGE_CANARY_HOOKS ) as $plugin ) {
		try {
			foreach ( call_user_func( HELPDESK_BRIDGE_FORM_LISTS[ $plugin ] ) as $id => $title ) {
				$form = array(
					'plugin' => $plugin,
					'id'     => (string) $id,
				);
				if ( helpdesk_bridge_form_wanted( $form ) ) {
					$forms[] = array(
						'plugin' => $plugin,
						'form'   => (string) $id,
						'title'  => helpdesk_bridge_text( $title ),
					);
					break;
				}
			}
		} catch ( \Throwable $e ) {
			helpdesk_bridge_log( $e ); // A form plugin that changed must not end the test of the others.
		}
	}
	return $forms;
}

/**
 * Hands in one entry.
 *
 * @param array<string, mixed> $entry uuid, plugin, form, title.
 * @return array{code: string, detail: string} Why it is not in the store; '' when it is.
 */
function helpdesk_bridge_canary_hand_in( array $entry ): array {
	try {
		$wrong = 'helpdesk-bridge' === $entry['plugin'] ? helpdesk_bridge_canary_by_own_form( $entry ) : helpdesk_bridge_canary_by_plugin( $entry );
	} catch ( \Throwable $e ) {
		helpdesk_bridge_log( $e );
		$wrong = array(
			'code'   => 'not_taken',
			'detail' => $e->getMessage(),
		);
	}
	if ( null !== helpdesk_bridge_canary_row( $entry['uuid'] ) ) {
		return array(
			'code'   => '',
			'detail' => '',
		);
	}
	return '' === $wrong['code'] ? array(
		'code'   => 'not_stored',
		'detail' => '',
	) : $wrong;
}

/**
 * Through the form plugin's adapter, with its form's own fields. The hook itself is not fired: other
 * plugins that hear it would take the test for a visitor.
 *
 * @param array<string, mixed> $entry uuid, plugin, form, title.
 * @return array{code: string, detail: string}
 */
function helpdesk_bridge_canary_by_plugin( array $entry ): array {
	list( $hook, $hears, $try ) = HELPDESK_BRIDGE_CANARY_HOOKS[ $entry['plugin'] ];
	if ( false === has_action( $hook, $hears ) ) {
		return array(
			'code'   => 'no_hook',
			'detail' => $hook,
		);
	}
	helpdesk_bridge_as_canary(
		$entry['uuid'],
		static function () use ( $try, $entry ): void {
			$try( $entry['form'], $entry['title'] );
		}
	);
	return array(
		'code'   => '',
		'detail' => '',
	);
}

/**
 * Through our own form, as a visitor's browser sends it to this site. Where the site cannot be
 * called from itself, or stands behind a login, in this process.
 *
 * @param array<string, mixed> $entry uuid, form, title.
 * @return array{code: string, detail: string}
 */
function helpdesk_bridge_canary_by_own_form( array $entry ): array {
	if ( false === has_action( 'template_redirect', 'helpdesk_bridge_on_own_form' ) ) {
		return array(
			'code'   => 'no_hook',
			'detail' => 'template_redirect',
		);
	}
	$locale = get_locale();
	$values = helpdesk_bridge_canary_values( $entry, $locale );
	$answer = helpdesk_bridge_post_to_ourselves( $values );
	$status = (int) wp_remote_retrieve_response_code( $answer );
	if ( is_wp_error( $answer ) || 401 === $status ) {
		helpdesk_bridge_keep_own_form(
			array(
				'plugin' => 'helpdesk-bridge',
				'id'     => $entry['form'],
				'title'  => $entry['title'],
			),
			$locale,
			false,
			$values,
			null,
			$entry['uuid']
		);
		return array(
			'code'   => '',
			'detail' => '',
		);
	}
	return array(
		'code'   => '' === (string) wp_remote_retrieve_header( $answer, 'x-helpdesk-bridge-not-stored' ) ? 'not_taken' : 'not_stored',
		'detail' => 'HTTP ' . $status,
	);
}

/**
 * Posts a form to this site as a browser does. One that sends its front page elsewhere (to a language,
 * to www) is followed there; 303 is our own form's thanks.
 *
 * @param array<string, string> $values Name => text.
 * @return array<string, mixed>|\WP_Error As wp_remote_post() returns it.
 */
function helpdesk_bridge_post_to_ourselves( array $values ) {
	$url = home_url( '/' );
	for ( $hop = 0; $hop < 3; $hop++ ) {
		$answer = wp_remote_post(
			$url,
			array(
				'body'        => $values,
				'timeout'     => 10,
				'redirection' => 0,
				// phpcs:ignore WordPress.NamingConventions.PrefixAllGlobals -- As WordPress calls itself.
				'sslverify'   => apply_filters( 'https_local_ssl_verify', false ),
				'user-agent'  => 'Helpdesk-Bridge-WordPress/' . HELPDESK_BRIDGE_VERSION,
			)
		);
		$moved  = in_array( (int) wp_remote_retrieve_response_code( $answer ), array( 301, 302, 307, 308 ), true );
		$url    = $moved ? helpdesk_bridge_own_url( helpdesk_bridge_text( wp_remote_retrieve_header( $answer, 'location' ) ) ) : '';
		if ( '' === $url ) {
			break;
		}
	}
	return $answer;
}

/**
 * What stands in the fields of our own form.
 *
 * @param array<string, mixed> $entry  uuid, form, title.
 * @param string               $locale The form's.
 * @return array<string, string>
 */
function helpdesk_bridge_canary_values( array $entry, string $locale ): array {
	$form = array(
		'id'    => $entry['form'],
		'title' => $entry['title'],
		'lang'  => $locale,
	);
	return helpdesk_bridge_in_locale(
		$locale,
		static function () use ( $form, $entry ): array {
			return array(
				'hb-form'    => $form['id'],
				'hb-token'   => helpdesk_bridge_new_token( $form, $entry['uuid'] ),
				'hb-name'    => helpdesk_bridge_canary_value( 'text' ),
				'hb-email'   => HELPDESK_BRIDGE_CANARY_EMAIL,
				'hb-topic'   => helpdesk_bridge_form_topics( '' )[0],
				'hb-message' => helpdesk_bridge_canary_value( 'textarea' ),
				'hb-consent' => 'yes',
				'hb-website' => '',
			);
		}
	);
}

/**
 * What a test entry says in a field.
 *
 * @param mixed $type   As the form plugin calls it.
 * @param mixed $choice The first of its choices, where it has any.
 */
function helpdesk_bridge_canary_value( $type, $choice = '' ): string {
	$values = array(
		'email'    => HELPDESK_BRIDGE_CANARY_EMAIL,
		'textarea' => __( 'This is a test entry of the website. It goes from the form to the answer, so that a broken link is noticed. Nothing is to be done.', 'helpdesk-bridge' ),
		'url'      => home_url( '/' ),
		'number'   => '1',
		'date'     => gmdate( 'Y-m-d' ),
		'time'     => '12:00',
		'tel'      => '0',
		'consent'  => '1',
		'file'     => '',
		'password' => '',
	);
	$ours   = helpdesk_bridge_type( $type );
	if ( in_array( $ours, HELPDESK_BRIDGE_CHOICES, true ) ) {
		return helpdesk_bridge_text( $choice );
	}
	return $values[ $ours ] ?? 'Canary';
}
