<?php
/** The form of these tests in Jetpack, without a connection to WordPress.com. Returns the content of its page. */

Jetpack::activate_module( 'contact-form', false, false );
$shortcode = '[contact-form to="desk@example.test" subject="Real support"]'
	. '[contact-field label="Your name" type="text" required="1"/]'
	. '[contact-field label="E-mail" type="email" required="1"/]'
	. '[contact-field label="Topic" type="select" options="Billing,Technical problem"/]'
	. '[contact-field label="Also" type="checkbox-multiple" options="Call me,Send a copy"/]'
	. '[contact-field label="Message" type="textarea" required="1"/]'
	. '[contact-field label="I agree to the terms" type="checkbox"/]'
	. '[/contact-form]';
return array(
	'id'      => '',
	'content' => $shortcode,
);
