<?php
/**
 * The account the bridge signs in with.
 */

/**
 * Creates the account and returns its application password.
 *
 * The plugin's role lets it read submissions. Articles that are not public yet, WordPress shows
 * only to those who may edit them: hence the second role.
 */
function demo_bridge_account( string $name ): string {
	$id = wp_insert_user(
		array(
			'user_login'   => $name,
			'user_pass'    => wp_generate_password( 32 ),
			'user_email'   => $name . '@example.test',
			'display_name' => 'Helpdesk Bridge',
			'role'         => 'helpdesk_bridge',
		)
	);
	if ( is_wp_error( $id ) ) {
		fwrite( STDERR, $id->get_error_message() . "\n" );
		exit( 1 );
	}
	( new WP_User( $id ) )->add_role( 'editor' );
	list( $password ) = WP_Application_Passwords::create_new_application_password( $id, array( 'name' => 'bridge' ) );
	return $password;
}
