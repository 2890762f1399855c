<?php
/**
 * The links that a test entry passes, in their order, and which broke.
 *
 * A link is `link`, `state` (good, waiting, broken, or open: not reached), `code` and `detail`.
 *
 * @package HelpdeskBridge
 */

defined( 'ABSPATH' ) || exit;

const HELPDESK_BRIDGE_CANARY_LINKS = array( 'hook', 'stored', 'pushed', 'accepted', 'ticket', 'answer', 'mail' );

/** Seconds after which a link that is still waited for counts as broken. */
const HELPDESK_BRIDGE_CANARY_PATIENCE = 900;

/**
 * All links of an entry.
 *
 * @param array<string, mixed> $entry See helpdesk_bridge_canary_state().
 * @return array<int, array{link: string, state: string, code: string, detail: string}>
 */
function helpdesk_bridge_canary_links( array $entry ): array {
	$here  = helpdesk_bridge_canary_here( $entry, helpdesk_bridge_canary_row( $entry['uuid'] ) );
	$there = array_column( $entry['bridge'], null, 'link' );
	$links = array();
	$ended = false;
	foreach ( HELPDESK_BRIDGE_CANARY_LINKS as $name ) {
		$link  = $here[ $name ] ?? ( $there[ $name ] ?? array() ) + helpdesk_bridge_canary_unknown();
		$state = $ended ? 'open' : $link['state'];
		// A later link that is good shows that the entry came by another way: the helpdesk fetched it.
		if ( $ended && 'good' === $link['state'] ) {
			$state = 'good';
		}
		$links[] = array(
			'link'   => $name,
			'state'  => $state,
			'code'   => 'broken' === $state ? $link['code'] ?? '' : '',
			'detail' => 'broken' === $state ? $link['detail'] ?? '' : '',
		);
		$ended   = $ended || 'good' !== $state;
	}
	return $links;
}

/**
 * The links that this site sees: hook, stored, pushed, accepted.
 *
 * @param array<string, mixed> $entry See helpdesk_bridge_canary_state().
 * @param object|null          $row   Its row.
 * @return array<string, array{link: string, state: string, code: string, detail: string}> By name.
 */
function helpdesk_bridge_canary_here( array $entry, ?object $row ): array {
	$error  = null === $row ? '' : (string) $row->last_error;
	$taken  = null !== $row && 'sent' === $row->push_state;
	$spoken = $taken || 0 === strpos( $error, 'HTTP ' );
	$health = helpdesk_bridge_health();
	$away   = $health['failures'] > 0 || helpdesk_bridge_canary_is_late();
	$why    = '' === $error ? (string) $health['last_error'] : $error;
	return array(
		'hook'     => helpdesk_bridge_canary_link( 'hook', null !== $row || 'not_stored' === $entry['code'] ? 'good' : 'broken', $entry['code'], $entry['detail'] ),
		'stored'   => helpdesk_bridge_canary_link( 'stored', null === $row ? 'broken' : 'good', 'not_stored', $entry['detail'] ),
		'pushed'   => helpdesk_bridge_canary_link( 'pushed', $spoken ? 'good' : ( '' !== $error || $away ? 'broken' : 'waiting' ), 'not_pushed', $why ),
		'accepted' => helpdesk_bridge_canary_link( 'accepted', $taken ? 'good' : ( $spoken ? 'broken' : 'waiting' ), 'not_accepted', $error ),
	);
}

/**
 * A link; only a broken one has a code.
 *
 * @param string $link   Its name.
 * @param string $state  good, waiting or broken.
 * @param string $code   What is wrong if it is broken.
 * @param string $detail In a server's own words.
 * @return array{link: string, state: string, code: string, detail: string}
 */
function helpdesk_bridge_canary_link( string $link, string $state, string $code, string $detail ): array {
	$broken = 'broken' === $state;
	return array(
		'link'   => $link,
		'state'  => $state,
		'code'   => $broken ? $code : '',
		'detail' => $broken ? $detail : '',
	);
}

/**
 * A link that the helpdesk has said nothing of yet.
 *
 * @return array{state: string, code: string, detail: string}
 */
function helpdesk_bridge_canary_unknown(): array {
	$state = helpdesk_bridge_canary_state();
	$lost  = '' !== $state['error'] || helpdesk_bridge_canary_is_late();
	return array(
		'state'  => $lost ? 'broken' : 'waiting',
		'code'   => $lost ? 'not_told' : '',
		'detail' => $lost ? $state['error'] : '',
	);
}

/**
 * Whether the last test is so old that nothing of it can be on its way.
 */
function helpdesk_bridge_canary_is_late(): bool {
	return helpdesk_bridge_canary_state()['ran_at'] < time() - HELPDESK_BRIDGE_CANARY_PATIENCE;
}

/**
 * The first of some links that broke.
 *
 * @param array<int|string, array<string, string>> $links In their order.
 * @return array<string, string>|null
 */
function helpdesk_bridge_canary_broken( array $links ): ?array {
	foreach ( $links as $link ) {
		if ( 'broken' === $link['state'] ) {
			return $link;
		}
	}
	return null;
}

/**
 * How an entry does as a whole: broken, else waiting, else good.
 *
 * @param array<int, array<string, string>> $links All of its links.
 */
function helpdesk_bridge_canary_worst( array $links ): string {
	$states = array_column( $links, 'state' );
	foreach ( array( 'broken', 'waiting' ) as $state ) {
		if ( in_array( $state, $states, true ) ) {
			return $state;
		}
	}
	return 'good';
}

/**
 * The states of all links of the last test's entries.
 *
 * @return string[]
 */
function helpdesk_bridge_canary_states(): array {
	$states = array();
	foreach ( helpdesk_bridge_canary_state()['entries'] as $entry ) {
		$states = array_merge( $states, array_column( helpdesk_bridge_canary_links( $entry ), 'state' ) );
	}
	return $states;
}

/**
 * Whether it is known of every entry how its push went, or that there is none to push.
 */
function helpdesk_bridge_canary_is_pushed(): bool {
	if ( helpdesk_bridge_health()['failures'] > 0 ) {
		return true; // The helpdesk is away: nobody tries before the pause is over.
	}
	foreach ( helpdesk_bridge_canary_state()['entries'] as $entry ) {
		$row = helpdesk_bridge_canary_row( $entry['uuid'] );
		if ( null !== $row && 'sent' !== $row->push_state && '' === $row->last_error ) {
			return false;
		}
	}
	return true;
}

/**
 * Whether something of the last test is still on its way and nothing broke.
 */
function helpdesk_bridge_canary_is_waiting(): bool {
	$states = helpdesk_bridge_canary_states();
	return in_array( 'waiting', $states, true ) && ! in_array( 'broken', $states, true );
}

/**
 * Whether the last test may still change: a link is not good, and it is not long ago.
 */
function helpdesk_bridge_canary_is_open(): bool {
	return helpdesk_bridge_canary_state()['ran_at'] > time() - HELPDESK_BRIDGE_CANARY_FOLLOWED && array() !== array_diff( helpdesk_bridge_canary_states(), array( 'good' ) );
}
