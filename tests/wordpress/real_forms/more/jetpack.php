<?php
/** A form of blocks with more kinds of fields in Jetpack. Returns the content of its page. */

Jetpack::activate_module( 'contact-form', false, false );
$field = static function ( string $type, string $label, string $input = '<!-- wp:jetpack/input /-->' ): string {
	return '<!-- wp:jetpack/field-' . $type . ' --><div><!-- wp:jetpack/label {"label":"' . $label . '"} /-->' . $input . '</div><!-- /wp:jetpack/field-' . $type . ' -->';
};
$radio = '<!-- wp:jetpack/options {"type":"radio"} --><ul><!-- wp:jetpack/option {"label":"Red"} /--><!-- wp:jetpack/option {"label":"Blue"} /--></ul><!-- /wp:jetpack/options -->';
return array(
	'id'      => '',
	'content' => '<!-- wp:jetpack/contact-form {"to":"desk@example.test","subject":"More fields"} --><div class="wp-block-jetpack-contact-form">'
		. $field( 'name', 'Full name' )
		. $field( 'email', 'E-mail' )
		. $field( 'telephone', 'Phone', '<!-- wp:jetpack/phone-input /-->' )
		. $field( 'date', 'Day' )
		. $field( 'radio', 'Colour', $radio )
		. '<!-- wp:jetpack/field-hidden {"label":"Source","defaultValue":"campaign"} /-->'
		. '<!-- wp:jetpack/field-consent {"consentType":"explicit","explicitConsentMessage":"I agree to the terms"} --><div><!-- wp:jetpack/option {"label":"I agree to the terms","isStandalone":true} /--></div><!-- /wp:jetpack/field-consent -->'
		. '<!-- wp:jetpack/button {"element":"button","text":"Send"} /-->'
		. '</div><!-- /wp:jetpack/contact-form -->',
);
