<?php
/**
 * Settings: every value in range, whatever is stored or posted.
 *
 * @package HelpdeskBridge
 */

/**
 * See includes/settings.php and includes/admin/actions.php.
 */
class Helpdesk_Bridge_Settings_Test extends Helpdesk_Bridge_TestCase {

	public function test_a_new_site_keeps_little_about_visitors_and_removes_nothing(): void {
		$settings = helpdesk_bridge_settings();
		$this->assertFalse( $settings['keep_visitor'] );
		$this->assertSame( 0, $settings['retention_days'] );
		$this->assertSame( array(), $settings['forms'] );
	}

	/**
	 * @dataProvider broken_settings
	 * @param mixed $stored What stands in the option.
	 */
	public function test_broken_settings_become_whole_ones( $stored ): void {
		update_option( HELPDESK_BRIDGE_SETTINGS, $stored );
		$settings = helpdesk_bridge_settings();
		$this->assertSame( array( 'topics', 'minimum_seconds', 'keep_visitor', 'max_file_mb', 'retention_days', 'canary', 'canary_hour', 'forms' ), array_keys( $settings ) );
		$this->assertGreaterThanOrEqual( 0, $settings['retention_days'] );
		$this->assertLessThanOrEqual( 3650, $settings['retention_days'] );
	}

	public function broken_settings(): array {
		return array(
			'text'          => array( 'nonsense' ),
			'null'          => array( null ),
			'other types'   => array(
				array(
					'topics'         => 5,
					'forms'          => 'x',
					'retention_days' => '-3',
				),
			),
			'large numbers' => array(
				array(
					'retention_days' => PHP_INT_MAX,
					'max_file_mb'    => '1e9',
				),
			),
			'lists'         => array(
				array(
					'forms' => array(
						array( 'send' => 1 ),
						'a:b'      => 'x',
						'no-colon' => array(),
					),
				),
			),
		);
	}

	public function test_a_form_keeps_its_topic_as_text_and_only_levels_that_exist(): void {
		helpdesk_bridge_save_settings(
			array(
				'forms' => array(
					'wpforms:1' => array(
						'send'  => '1',
						'topic' => " <b>Billing</b>\n",
						'level' => 'L2',
					),
					'wpforms:2' => array(
						'topic' => array( 'x' ),
						'level' => 'L4',
					),
				),
			)
		);
		$this->assertSame(
			array(
				'wpforms:1' => array(
					'send'  => true,
					'topic' => 'Billing',
					'level' => 'L2',
				),
				'wpforms:2' => array(
					'send'  => false,
					'topic' => '',
					'level' => '',
				),
			),
			helpdesk_bridge_settings()['forms']
		);
	}

	public function test_saving_one_setting_leaves_the_others(): void {
		helpdesk_bridge_save_settings(
			array(
				'topics'         => "One\nTwo",
				'retention_days' => 7,
			)
		);
		helpdesk_bridge_save_settings( array( 'keep_visitor' => '1' ) );
		$this->assertSame( array( 'One', 'Two' ), helpdesk_bridge_settings()['topics'] );
		$this->assertSame( 7, helpdesk_bridge_settings()['retention_days'] );
	}

	/**
	 * @dataProvider actions
	 * @param string $action One of the page's.
	 */
	public function test_an_editor_is_refused_even_with_a_nonce( string $action ): void {
		$this->sign_in_as( 'editor' );
		$_REQUEST['_wpnonce'] = wp_create_nonce( 'helpdesk_bridge_' . $action );
		add_filter( 'wp_die_handler', array( $this, 'die_by_exception' ) );
		try {
			do_action( 'admin_post_helpdesk_bridge_' . $action );
			$this->fail( 'The editor was let in.' );
		} catch ( RuntimeException $e ) {
			$this->assertStringContainsString( 'not allowed', $e->getMessage() );
			$this->assertSame( 403, $e->getCode() );
		} finally {
			remove_filter( 'wp_die_handler', array( $this, 'die_by_exception' ) );
		}
	}

	public function actions(): array {
		return array( array( 'connect' ), array( 'push' ), array( 'save' ), array( 'forms' ) );
	}

	/**
	 * A handler for wp_die().
	 */
	public function die_by_exception(): callable {
		return static function ( $message, $title, $more ): void {
			throw new RuntimeException( (string) $message, (int) ( $more['response'] ?? 0 ) );
		};
	}
}
