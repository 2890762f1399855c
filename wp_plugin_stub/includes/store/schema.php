<?php
/**
 * Tables, role and options. Set up on the first request that finds them missing or old: activation
 * hooks do not run on updates, in must-use plugins, or on every site of a network.
 *
 * @package HelpdeskBridge
 */

defined( 'ABSPATH' ) || exit;

const HELPDESK_BRIDGE_SCHEMA        = '3';
const HELPDESK_BRIDGE_SCHEMA_OPTION = 'helpdesk_bridge_schema';
const HELPDESK_BRIDGE_READ          = 'helpdesk_bridge_read';

add_action( 'plugins_loaded', 'helpdesk_bridge_upgrade' );

/**
 * Installs when the stored schema version is not the code's.
 */
function helpdesk_bridge_upgrade(): void {
	try {
		if ( HELPDESK_BRIDGE_SCHEMA !== get_option( HELPDESK_BRIDGE_SCHEMA_OPTION ) && ! wp_installing() ) {
			helpdesk_bridge_install();
		}
	} catch ( \Throwable $e ) {
		helpdesk_bridge_log( $e );
	}
}

/**
 * Creates or alters the tables, adds the role, draws the key that signs forms.
 */
function helpdesk_bridge_install(): void {
	require_once ABSPATH . 'wp-admin/includes/upgrade.php';
	dbDelta( helpdesk_bridge_tables_sql() );
	helpdesk_bridge_date_deliveries();
	remove_role( 'helpdesk_bridge' );
	add_role(
		'helpdesk_bridge',
		'Helpdesk Bridge',
		array(
			'read'               => true,
			HELPDESK_BRIDGE_READ => true,
		)
	);
	add_option( 'helpdesk_bridge_form_key', bin2hex( random_bytes( 32 ) ), '', false );
	add_option( 'helpdesk_bridge_push_lock', '0', '', false );
	update_option( HELPDESK_BRIDGE_SCHEMA_OPTION, HELPDESK_BRIDGE_SCHEMA, true );
}

/**
 * Deliveries from before schema 2 have no time: their retention counts from now.
 */
function helpdesk_bridge_date_deliveries(): void {
	global $wpdb;
	$table = helpdesk_bridge_table( 'submissions' );
	// phpcs:ignore WordPress.DB -- Own table; only its name is interpolated.
	$wpdb->query( $wpdb->prepare( "UPDATE $table SET delivered_at = %d WHERE push_state = 'sent' AND delivered_at = 0 AND payload <> ''", time() ) );
}

/**
 * The tables, in the exact spelling that dbDelta compares.
 *
 * `id` is the feed's cursor, `uuid` the key against doubles, `payload` the submission as JSON;
 * or '' once it was removed: the row stays, so that the submission comes in no second time.
 * `push_state` is pending, sent, refused or erased (removed before it was handed over); `next_try`
 * and `delivered_at` (when the helpdesk confirmed what is still here, or 0) are Unix times.
 * `canary` is 1 for a test entry, which no number counts.
 */
function helpdesk_bridge_tables_sql(): string {
	global $wpdb;
	$submissions = helpdesk_bridge_table( 'submissions' );
	$files       = helpdesk_bridge_table( 'files' );
	$collate     = $wpdb->get_charset_collate();
	return "CREATE TABLE $submissions (
  id bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  uuid char(36) NOT NULL,
  payload longtext NOT NULL,
  created_at datetime NOT NULL,
  push_state varchar(10) NOT NULL DEFAULT 'pending',
  attempts int(11) NOT NULL DEFAULT 0,
  next_try bigint(20) NOT NULL DEFAULT 0,
  last_error varchar(500) NOT NULL DEFAULT '',
  delivered_at bigint(20) NOT NULL DEFAULT 0,
  canary tinyint(1) NOT NULL DEFAULT 0,
  PRIMARY KEY  (id),
  UNIQUE KEY uuid (uuid),
  KEY due (push_state,next_try),
  KEY delivered (push_state,delivered_at)
) $collate;
CREATE TABLE $files (
  id bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  uuid char(36) NOT NULL,
  submission char(36) NOT NULL,
  field varchar(190) NOT NULL,
  name varchar(255) NOT NULL,
  type varchar(190) NOT NULL,
  size bigint(20) unsigned NOT NULL,
  sha256 char(64) NOT NULL,
  PRIMARY KEY  (id),
  UNIQUE KEY uuid (uuid),
  KEY submission (submission)
) $collate;";
}

/**
 * Why the last query failed, for the log: without the query and anything in quotes, where a
 * visitor's text may stand.
 */
function helpdesk_bridge_database_error(): string {
	global $wpdb;
	$error = (string) $wpdb->last_error;
	if ( preg_match( '#class="error_message"[^>]*>\s*([^<]*)#', $error, $found ) ) {
		$error = $found[1]; // The SQLite drop-in puts it into a page that holds the query too.
	}
	$error = (string) preg_replace( array( '/<.*/s', '/([\'"`]).*?\1/s', '/[\'"`].*/s' ), array( '', '…', '…' ), html_entity_decode( $error, ENT_QUOTES ) );
	return '' === trim( $error ) ? 'no reason given' : substr( trim( $error ), 0, 200 );
}

/**
 * The full name of one of the plugin's tables.
 *
 * @param string $name 'submissions' or 'files'.
 */
function helpdesk_bridge_table( string $name ): string {
	global $wpdb;
	return $wpdb->prefix . 'helpdesk_bridge_' . $name;
}
