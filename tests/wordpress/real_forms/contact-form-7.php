<?php
/** The form of these tests in Contact Form 7. Returns its id and the content of its page. */

$template = <<<'FORM'
<label> Your name [text* your-name] </label>
<label> E-mail [email* your-email] </label>
<label> Topic [select topic "Billing" "Technical problem"] </label>
[checkbox also use_label_element "Call me" "Send a copy"]
<label> Message [textarea* message] </label>
<label> Attachment [file attachment filetypes:txt limit:1mb] </label>
[acceptance agree] I agree to the terms [/acceptance]
[submit "Send"]
FORM;

$form = wpcf7_save_contact_form(
	array(
		'title' => 'Real support',
		'form'  => $template,
	)
);
return array(
	'id'      => (string) $form->id(),
	'content' => '[contact-form-7 id="' . $form->id() . '"]',
);
