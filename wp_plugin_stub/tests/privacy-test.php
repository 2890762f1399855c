<?php
/**
 * Finding a person's submissions.
 *
 * @package HelpdeskBridge
 */

/**
 * See includes/privacy/.
 */
class Helpdesk_Bridge_Privacy_Test extends Helpdesk_Bridge_TestCase {

	/**
	 * @dataProvider hers
	 * @param string|string[] $value What stands in the field.
	 */
	public function test_a_person_is_found_by_the_address_in_any_field( $value ): void {
		$this->hand_over( array( 'fields' => array( $this->field( $value ) ) ) );
		$this->assertCount( 1, helpdesk_bridge_find_person( 'ann@example.test', 1 )['rows'] );
	}

	public function hers(): array {
		return array(
			array( 'ann@example.test' ),
			array( 'ANN@Example.Test' ),
			array( 'Ann Example <ann@example.test>' ),
			array( 'Please write to ann@example.test.' ),
			array( array( 'a choice', 'ann@example.test' ) ),
		);
	}

	/**
	 * @dataProvider not_hers
	 * @param string $value What stands in the field.
	 */
	public function test_somebody_else_is_not_found( string $value ): void {
		$this->hand_over( array( 'fields' => array( $this->field( $value ) ) ) );
		$this->assertSame( array(), helpdesk_bridge_find_person( 'ann@example.test', 1 )['rows'] );
	}

	public function not_hers(): array {
		return array( array( 'joann@example.test' ), array( 'ann@example.test.org' ), array( 'x.ann@example.test' ), array( 'annXexample.test' ), array( '' ) );
	}

	/**
	 * @dataProvider odd_addresses
	 * @param string $address With signs that mean something to a database or a pattern.
	 */
	public function test_an_odd_address_is_found_and_stands_for_no_other( string $address ): void {
		$this->hand_over( array( 'fields' => array( $this->field( $address ) ) ) );
		$this->hand_over( array( 'fields' => array( $this->field( 'plain@example.test' ) ) ) );
		$this->assertCount( 1, helpdesk_bridge_find_person( $address, 1 )['rows'] );
	}

	public function odd_addresses(): array {
		return array( array( 'zoë@exämple.test' ), array( '100%_a@example.test' ), array( "o'neil+x@example.test" ), array( 'a"b\\c@example.test' ), array( '.*@example.test' ) );
	}

	public function test_a_person_who_was_signed_in_is_found_without_an_address(): void {
		$user = get_user_by( 'id', 1 );
		$this->hand_over( array( 'visitor' => array( 'user_id' => 1 ) ) );
		$this->hand_over( array( 'visitor' => array( 'user_id' => 12 ) ) );
		$this->assertCount( 1, helpdesk_bridge_find_person( $user->user_email, 1 )['rows'] );
	}

	public function test_a_long_table_is_worked_off_in_stretches(): void {
		global $wpdb;
		foreach ( array( 1, 2000, 2001, 5000 ) as $id ) {
			$wpdb->insert(
				helpdesk_bridge_table( 'submissions' ),
				array(
					'id'         => $id,
					'uuid'       => wp_generate_uuid4(),
					'created_at' => '2026-01-01 00:00:00',
					'payload'    => helpdesk_bridge_json( array( 'fields' => array( $this->field( 'ann@example.test' ) ) ) ),
				)
			);
		}
		$counts = array();
		$page   = 0;
		do {
			$part     = helpdesk_bridge_erase_person( 'ann@example.test', ++$page );
			$counts[] = $part['items_removed'];
		} while ( ! $part['done'] );
		$this->assertSame( array( 2, 1, 1 ), $counts );
	}

	public function test_the_policy_text_says_what_the_settings_do(): void {
		$this->assertStringContainsString( 'do not keep your IP address', helpdesk_bridge_policy_text() );
		$this->assertStringContainsString( 'until you ask us', helpdesk_bridge_policy_text() );
		helpdesk_bridge_save_settings(
			array(
				'keep_visitor'   => '1',
				'retention_days' => 30,
			)
		);
		$this->assertStringContainsString( 'also keep your IP address', helpdesk_bridge_policy_text() );
		$this->assertStringContainsString( '30 days after', helpdesk_bridge_policy_text() );
	}
}
