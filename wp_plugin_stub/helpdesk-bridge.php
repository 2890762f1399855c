<?php
/**
 * Plugin Name:       Helpdesk Bridge
 * Description:       Turns every form submission into a helpdesk ticket: kept here first, then handed to your Helpdesk Bridge. Brings its own accessible support form.
 * Version:           0.1.0
 * Requires at least: 6.1
 * Requires PHP:      7.4
 * Author:            Helpdesk Bridge
 * License:           MIT
 * Text Domain:       helpdesk-bridge
 * Domain Path:       /languages
 *
 * @package HelpdeskBridge
 */

defined( 'ABSPATH' ) || exit;

if ( defined( 'HELPDESK_BRIDGE_VERSION' ) ) {
	return; // There is a second copy, for instance in mu-plugins; one is enough.
}

define( 'HELPDESK_BRIDGE_VERSION', '0.1.0' );
define( 'HELPDESK_BRIDGE_FILE', __FILE__ );
define( 'HELPDESK_BRIDGE_DIR', __DIR__ );
define( 'HELPDESK_BRIDGE_REST', 'helpdesk-bridge/v1' );

require __DIR__ . '/includes/log.php';
require __DIR__ . '/includes/language.php';
require __DIR__ . '/includes/settings.php';
require __DIR__ . '/includes/connection.php';
require __DIR__ . '/includes/submission.php';

require __DIR__ . '/includes/network.php';

require __DIR__ . '/includes/store/schema.php';
require __DIR__ . '/includes/store/submissions.php';
require __DIR__ . '/includes/store/files.php';
require __DIR__ . '/includes/store/size.php';
require __DIR__ . '/includes/store/accept.php';
require __DIR__ . '/includes/store/removal.php';
require __DIR__ . '/includes/store/confirmed.php';

require __DIR__ . '/includes/push/signature.php';
require __DIR__ . '/includes/push/send.php';
require __DIR__ . '/includes/push/drain.php';
require __DIR__ . '/includes/push/after-response.php';
require __DIR__ . '/includes/push/cron.php';
require __DIR__ . '/includes/store/retention.php'; // Hangs on the cron event.

require __DIR__ . '/includes/form/token.php';
require __DIR__ . '/includes/form/fields.php';
require __DIR__ . '/includes/form/render.php';
require __DIR__ . '/includes/form/shortcode.php';

// One file per source of submissions.
require __DIR__ . '/includes/capture/fields.php';
require __DIR__ . '/includes/capture/request.php';
require __DIR__ . '/includes/capture/wanted.php';
require __DIR__ . '/includes/capture/hear.php';
require __DIR__ . '/includes/capture/action.php';
require __DIR__ . '/includes/capture/own-form.php';
require __DIR__ . '/includes/capture/contact-form-7.php';
require __DIR__ . '/includes/capture/wpforms.php';
require __DIR__ . '/includes/capture/ninja-forms.php';
require __DIR__ . '/includes/capture/fluent-forms.php';
require __DIR__ . '/includes/capture/formidable.php';
require __DIR__ . '/includes/capture/gravity-forms.php';
require __DIR__ . '/includes/capture/elementor-pro.php';
require __DIR__ . '/includes/capture/jetpack.php';

// The daily test, from the form to the answer.
require __DIR__ . '/includes/canary/state.php';
require __DIR__ . '/includes/canary/class-helpdesk-bridge-stand-in.php';
require __DIR__ . '/includes/canary/entries.php';
require __DIR__ . '/includes/canary/links.php';
require __DIR__ . '/includes/canary/words.php';
require __DIR__ . '/includes/canary/report.php';
require __DIR__ . '/includes/canary/run.php';

// What form plugins stored before this plugin came.
require __DIR__ . '/includes/backfill/sources.php';
require __DIR__ . '/includes/backfill/run.php';
require __DIR__ . '/includes/backfill/flamingo.php';
require __DIR__ . '/includes/backfill/gravity-forms.php';
require __DIR__ . '/includes/backfill/jetpack.php';

require __DIR__ . '/includes/articles.php';

require __DIR__ . '/includes/rest/feed.php';
require __DIR__ . '/includes/rest/confirm.php';
require __DIR__ . '/includes/rest/files.php';
require __DIR__ . '/includes/rest/status.php';
require __DIR__ . '/includes/rest/push.php';
require __DIR__ . '/includes/rest/suggest.php';

// The same feed where REST is blocked.
require __DIR__ . '/includes/xmlrpc/methods.php';
require __DIR__ . '/includes/xmlrpc/file.php';
require __DIR__ . '/includes/xmlrpc/values.php';

require __DIR__ . '/includes/privacy/find.php';
require __DIR__ . '/includes/privacy/export.php';
require __DIR__ . '/includes/privacy/archive.php';
require __DIR__ . '/includes/privacy/erase.php';
require __DIR__ . '/includes/privacy/policy.php';

require __DIR__ . '/includes/health/findings.php';
require __DIR__ . '/includes/health/check.php';
require __DIR__ . '/includes/health/check-words.php';
require __DIR__ . '/includes/health/site-health.php';
require __DIR__ . '/includes/health/debug.php';

if ( is_admin() ) {
	require __DIR__ . '/includes/admin/page.php';
	require __DIR__ . '/includes/admin/connection.php'; // One file per section of the page.
	require __DIR__ . '/includes/admin/pushes.php';
	require __DIR__ . '/includes/admin/canary.php';
	require __DIR__ . '/includes/admin/forms.php';
	require __DIR__ . '/includes/admin/own-form.php';
	require __DIR__ . '/includes/admin/privacy.php';
	require __DIR__ . '/includes/admin/actions.php';
}

if ( defined( 'WP_CLI' ) && WP_CLI ) {
	require __DIR__ . '/includes/cli.php';
}

register_deactivation_hook( __FILE__, 'helpdesk_bridge_unschedule' );
