<?php
/** A form with more kinds of fields in Contact Form 7. Returns its id and the content of its page. */

$template = <<<'FORM'
<label> Full name [text full-name] </label>
<label> E-mail [email* your-email] </label>
<label> Phone [tel phone] </label>
<label> Day [date day] </label>
[radio colour use_label_element "Red|colours@example.test" "Blue|colours@example.test"]
[checkbox other use_label_element free_text "Yes|y" "Else|e"]
[hidden source "campaign"]
<label> Attachment [file attachment filetypes:txt limit:1mb] </label>
[acceptance agree optional] I agree to the terms [/acceptance]
[submit "Send"]
FORM;

$form = wpcf7_save_contact_form(
	array(
		'title' => 'More fields',
		'form'  => $template,
	)
);
return array(
	'id'      => (string) $form->id(),
	'content' => '[contact-form-7 id="' . $form->id() . '"]',
);
