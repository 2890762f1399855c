<?php
/**
 * Configuration of a demo or test site. Everything that differs from site to site stands in
 * ../private/site.json, outside of what the web server shows.
 */

$demo_site = json_decode( file_get_contents( dirname( __DIR__ ) . '/private/site.json' ), true );

// A MariaDB where the site has one; else the drop-in wp-content/db.php opens the SQLite file.
$demo_database = $demo_site['database'] ?? null;
define( 'DB_NAME', $demo_database['name'] ?? 'wordpress' );
define( 'DB_USER', $demo_database['user'] ?? '' );
define( 'DB_PASSWORD', $demo_database['password'] ?? '' );
define( 'DB_HOST', $demo_database ? 'localhost:' . $demo_database['socket'] : '' );
define( 'DB_CHARSET', 'utf8mb4' );
define( 'DB_COLLATE', '' );
define( 'DB_DIR', dirname( __DIR__ ) . '/private/database' );
define( 'DB_FILE', '.ht.sqlite' );
$table_prefix = 'wp_';

define( 'WP_HOME', $demo_site['url'] );
define( 'WP_SITEURL', $demo_site['url'] );
foreach ( $demo_site['salts'] as $demo_name => $demo_value ) {
	define( $demo_name, $demo_value );
}

// Without this, application passwords are off over plain http.
define( 'WP_ENVIRONMENT_TYPE', 'local' );

// Nothing but this machine is called: no update checks, no news, no remote images.
define( 'WP_HTTP_BLOCK_EXTERNAL', true );
define( 'WP_ACCESSIBLE_HOSTS', '127.0.0.1,localhost' );
define( 'AUTOMATIC_UPDATER_DISABLED', true );
define( 'DISALLOW_FILE_MODS', true );
define( 'DISABLE_WP_CRON', true );

define( 'WP_DEBUG', true );
define( 'WP_DEBUG_DISPLAY', false );
define( 'WP_DEBUG_LOG', dirname( __DIR__ ) . '/private/debug.log' );
@ini_set( 'display_errors', '0' );

define( 'HELPDESK_BRIDGE_FILES_DIR', dirname( __DIR__ ) . '/private/files' );

// A network of sites in folders below the first one, once network.php has made it.
if ( ! empty( $demo_site['network'] ) ) {
	define( 'MULTISITE', true );
	define( 'SUBDOMAIN_INSTALL', false );
	define( 'DOMAIN_CURRENT_SITE', substr( $demo_site['url'], strlen( 'http://' ) ) );
	define( 'PATH_CURRENT_SITE', '/' );
	define( 'SITE_ID_CURRENT_SITE', 1 );
	define( 'BLOG_ID_CURRENT_SITE', 1 );
}

if ( ! defined( 'ABSPATH' ) ) {
	define( 'ABSPATH', __DIR__ . '/' );
}
require_once ABSPATH . 'wp-settings.php';
