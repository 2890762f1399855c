<?php
/**
 * Site Health: tests and the section for support.
 *
 * @package HelpdeskBridge
 */

/**
 * See includes/health/.
 */
class Helpdesk_Bridge_Health_Test extends Helpdesk_Bridge_TestCase {

	/**
	 * One of our direct tests, run as Site Health does.
	 *
	 * @param string $name Without the prefix.
	 * @return array<string, mixed>
	 */
	private function result( string $name ): array {
		$tests = apply_filters(
			'site_status_tests',
			array(
				'direct' => array(),
				'async'  => array(),
			)
		);
		return $tests['direct'][ 'helpdesk_bridge_' . $name ]['test']();
	}

	public function test_a_site_without_a_connection_is_told_so(): void {
		$result = $this->result( 'connection' );
		$this->assertSame( 'critical', $result['status'] );
		$this->assertStringContainsString( 'Not connected', $result['description'] );
		$this->assertStringContainsString( 'page=helpdesk-bridge', $result['actions'] );
		helpdesk_bridge_connect( $this->code() );
		$this->assertSame( 'good', $this->result( 'connection' )['status'] );
	}

	public function test_a_submission_that_waits_long_is_critical_and_names_the_last_error(): void {
		global $wpdb;
		$this->assertSame( 'good', $this->result( 'pushes' )['status'] );
		$this->hand_over( array() );
		$this->assertSame( 'recommended', $this->result( 'pushes' )['status'] );
		$wpdb->query( 'UPDATE ' . helpdesk_bridge_table( 'submissions' ) . " SET created_at = '2026-01-01 00:00:00'" );
		update_option( 'helpdesk_bridge_push_health', array( 'last_error' => 'HTTP 401: as it was recorded <b>' ) );
		$result = $this->result( 'pushes' );
		$this->assertSame( 'critical', $result['status'] );
		$this->assertStringContainsString( 'HTTP 401: the bridge refused the signature', $result['description'] );
		$this->assertStringNotContainsString( '<b>', $result['description'] );
	}

	public function test_an_error_is_told_in_the_readers_language(): void {
		$said = helpdesk_bridge_in_locale(
			'fr_FR',
			static function (): string {
				return helpdesk_bridge_error_words( 'HTTP 503: the bridge is busy or its database is away' );
			}
		);
		$this->assertStringContainsString( 'occupée', $said );
		$this->assertSame( 'cURL error 7: refused', helpdesk_bridge_error_words( 'cURL error 7: refused' ) );
	}

	public function test_the_reader_is_named_and_when_it_read(): void {
		$this->assertSame( 'recommended', $this->result( 'reader' )['status'] );
		helpdesk_bridge_feed_page( 0, 1 );
		$result = $this->result( 'reader' );
		$this->assertSame( 'good', $result['status'] );
		$this->assertStringContainsString( 'helpdesk-bridge', $result['description'] );
		add_filter( 'wp_is_application_passwords_available', '__return_false' );
		$this->assertSame( 'critical', $this->result( 'reader' )['status'] );
		remove_filter( 'wp_is_application_passwords_available', '__return_false' );
	}

	public function test_a_missing_or_late_cron_event_is_told(): void {
		helpdesk_bridge_unschedule();
		$this->assertSame( 'critical', $this->result( 'cron' )['status'] );
		wp_schedule_event( time() - DAY_IN_SECONDS, 'helpdesk_bridge_minute', HELPDESK_BRIDGE_CRON );
		$this->assertSame( 'recommended', $this->result( 'cron' )['status'] );
		helpdesk_bridge_unschedule();
		helpdesk_bridge_schedule();
		$this->assertSame( 'good', $this->result( 'cron' )['status'] );
	}

	public function test_a_site_that_cannot_call_itself_is_told_why(): void {
		$answer = static function () {
			return new WP_Error( 'http_request_failed', 'refused' );
		};
		add_filter( 'pre_http_request', $answer );
		$finding = helpdesk_bridge_find_loopback();
		remove_filter( 'pre_http_request', $answer );
		$this->assertSame( 'notice', $finding['state'] );
		$this->assertStringContainsString( 'refused', $finding['says'] );
	}

	public function test_an_error_that_is_a_sentence_of_its_own_ends_once(): void {
		helpdesk_bridge_connect( $this->code() );
		$says = helpdesk_bridge_link_words( 'unreachable', 'Requests are blocked.' )[0];
		$this->assertSame( 'This site cannot reach the helpdesk at http://127.0.0.1:9 (Requests are blocked).', $says );
	}

	public function test_the_section_for_support_holds_no_secret_and_nobodys_text(): void {
		helpdesk_bridge_connect( $this->code() );
		$this->hand_over(
			array(
				'fields' => array( $this->field( 'ann@example.test' ) ),
				'form'   => array( 'title' => '<script>x</script>' ),
			)
		);
		$section = apply_filters( 'debug_information', array() )['helpdesk-bridge'];
		$text    = wp_json_encode( $section );
		foreach ( array( $this->secret(), $this->code(), 'public-key', 'ann@example.test', 'script', helpdesk_bridge_push_pass(), (string) get_option( 'helpdesk_bridge_form_key' ) ) as $word ) {
			$this->assertStringNotContainsString( $word, $text );
		}
		$this->assertSame( '1', $section['fields']['waiting']['value'] );
	}
}
