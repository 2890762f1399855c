<?php
/**
 * What the tests share: an empty table before each, nobody signed in, options as they were.
 *
 * @package HelpdeskBridge
 */

use PHPUnit\Framework\TestCase;

/**
 * Base of the plugin's tests.
 */
abstract class Helpdesk_Bridge_TestCase extends TestCase {

	/**
	 * Empties the plugin's tables and options.
	 */
	protected function setUp(): void {
		global $wpdb;
		foreach ( array( 'submissions', 'files' ) as $name ) {
			$wpdb->query( 'DELETE FROM ' . helpdesk_bridge_table( $name ) );
		}
		foreach ( array( 'settings', 'connection', 'forms', 'push_health', 'tidied_at', 'read_at' ) as $name ) {
			delete_option( 'helpdesk_bridge_' . $name );
		}
		wp_cache_flush(); // WordPress 6.1 keeps an option in it that the database refused.
		wp_set_current_user( 0 );
		unset( $_REQUEST['_wpnonce'] );
	}

	/**
	 * Hands over a submission and returns its row.
	 *
	 * @param array<string, mixed> $submission As `helpdesk_bridge_submit` takes it.
	 */
	protected function hand_over( array $submission ): object {
		global $wpdb;
		do_action( 'helpdesk_bridge_submit', $submission );
		return $wpdb->get_row( 'SELECT * FROM ' . helpdesk_bridge_table( 'submissions' ) . ' ORDER BY id DESC LIMIT 1' );
	}

	/**
	 * A field as a form gives it.
	 *
	 * @param string|string[] $value What was typed or chosen.
	 * @return array<string, mixed>
	 */
	protected function field( $value ): array {
		return array(
			'name'  => 'field-7',
			'label' => 'Field',
			'type'  => 'text',
			'value' => $value,
		);
	}

	/**
	 * Signs in as an account with a role, made when it is missing.
	 *
	 * @param string $role Such as 'editor'.
	 */
	protected function sign_in_as( string $role ): void {
		$user = get_user_by( 'login', 'test-' . $role );
		$id   = $user ? $user->ID : wp_insert_user(
			array(
				'user_login' => 'test-' . $role,
				'user_pass'  => wp_generate_password(),
				'user_email' => $role . '@example.test',
				'role'       => $role,
			)
		);
		wp_set_current_user( $id );
	}

	/**
	 * The code of a connection that leads nowhere.
	 */
	protected function code(): string {
		$parts = array(
			'v'      => 1,
			'site'   => 'demo',
			'url'    => 'http://127.0.0.1:9/hooks/wordpress/demo',
			'base'   => 'http://127.0.0.1:9',
			'secret' => $this->secret(),
			'key'    => 'public-key',
		);
		return 'hbc1_' . rtrim( strtr( base64_encode( wp_json_encode( $parts ) ), '+/', '-_' ), '=' );
	}

	/**
	 * Its secret.
	 */
	protected function secret(): string {
		return 'whsec_' . base64_encode( 'a secret of twenty-four.' );
	}
}
