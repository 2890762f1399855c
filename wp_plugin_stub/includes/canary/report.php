<?php
/**
 * The signed call to the helpdesk: it says how our part of the test went, and asks for the rest.
 *
 * @package HelpdeskBridge
 */

defined( 'ABSPATH' ) || exit;

/** Seconds that the call may take. */
const HELPDESK_BRIDGE_CANARY_TIMEOUT = 5;

/**
 * What the helpdesk is to know of the setting.
 */
function helpdesk_bridge_canary_word(): string {
	return helpdesk_bridge_settings()['canary'] ? 'on' : 'off';
}

/**
 * Tells and asks, and keeps what the helpdesk answers. False when it cannot be asked.
 *
 * @param string $word on or off; '' for what the settings say.
 */
function helpdesk_bridge_report_canary( string $word = '' ): bool {
	$connection = helpdesk_bridge_connection();
	if ( null === $connection ) {
		return false;
	}
	$word   = '' === $word ? helpdesk_bridge_canary_word() : $word;
	$body   = helpdesk_bridge_json( helpdesk_bridge_canary_report( $word ) );
	$answer = wp_remote_post(
		$connection['url'] . '/canary',
		array(
			'body'        => $body,
			'headers'     => helpdesk_bridge_signed_headers( $connection['secret'], 'canary_' . wp_generate_uuid4(), $body, time() ) + array( 'Content-Type' => 'application/json' ),
			'timeout'     => HELPDESK_BRIDGE_CANARY_TIMEOUT,
			'redirection' => 0,
			'user-agent'  => 'Helpdesk-Bridge-WordPress/' . HELPDESK_BRIDGE_VERSION,
		)
	);
	$status = (int) wp_remote_retrieve_response_code( $answer );
	$said   = json_decode( (string) wp_remote_retrieve_body( $answer ), true );
	if ( 200 !== $status || ! is_array( $said['entries'] ?? null ) ) {
		helpdesk_bridge_save_canary(
			array(
				'asked_at' => time(),
				'error'    => is_wp_error( $answer ) ? $answer->get_error_message() : 'HTTP ' . $status,
			)
		);
		return false;
	}
	helpdesk_bridge_save_canary(
		array(
			'asked_at' => time(),
			'error'    => '',
			'told'     => $word,
			'entries'  => helpdesk_bridge_canary_merged( helpdesk_bridge_canary_state()['entries'], $said['entries'] ),
		)
	);
	return true;
}

/**
 * What is told: on or off, and each entry's first broken link of this side.
 *
 * @param string $word on or off.
 * @return array<string, mixed>
 */
function helpdesk_bridge_canary_report( string $word ): array {
	$state   = helpdesk_bridge_canary_state();
	$entries = array();
	foreach ( $state['entries'] as $entry ) {
		$row       = helpdesk_bridge_canary_row( $entry['uuid'] );
		$broken    = helpdesk_bridge_canary_broken( helpdesk_bridge_canary_here( $entry, $row ) );
		$entries[] = array(
			'id'       => $entry['uuid'],
			'form'     => $entry['title'],
			'accepted' => null !== $row && 'sent' === $row->push_state,
			'broken'   => null === $broken ? null : array(
				'link'   => $broken['link'],
				'code'   => $broken['code'],
				'detail' => $broken['detail'],
			),
		);
	}
	return array(
		'on'      => 'on' === $word,
		'ran_at'  => 0 === $state['ran_at'] ? null : gmdate( 'Y-m-d\TH:i:s\Z', $state['ran_at'] ),
		'entries' => $entries,
	);
}

/**
 * The entries with what the helpdesk says of them; what is no text is left out.
 *
 * @param array<int, array<string, mixed>> $entries Ours.
 * @param array<int, mixed>                $said    The helpdesk's: id, ticket, links.
 * @return array<int, array<string, mixed>>
 */
function helpdesk_bridge_canary_merged( array $entries, array $said ): array {
	$known = array_column( array_filter( $said, 'is_array' ), null, 'id' );
	foreach ( $entries as $index => $entry ) {
		$answer = $known[ $entry['uuid'] ] ?? array();
		$links  = array();
		foreach ( array_filter( (array) ( $answer['links'] ?? array() ), 'is_array' ) as $link ) {
			$links[] = array_map( 'helpdesk_bridge_text', array_intersect_key( $link, array_flip( array( 'link', 'state', 'code', 'detail' ) ) ) );
		}
		$entries[ $index ]['ticket'] = helpdesk_bridge_text( $answer['ticket'] ?? '' );
		$entries[ $index ]['bridge'] = $links;
	}
	return $entries;
}

/**
 * Tells the helpdesk, as far as it can be told, that no more tests will come: the site leaves it.
 */
function helpdesk_bridge_end_canary(): void {
	wp_unschedule_hook( HELPDESK_BRIDGE_CANARY_CRON );
	if ( 'on' === helpdesk_bridge_canary_state()['told'] ) {
		helpdesk_bridge_report_canary( 'off' );
	}
}
