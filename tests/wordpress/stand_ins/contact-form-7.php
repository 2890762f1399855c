<?php
/** Contact Form 7: WPCF7_ContactForm, WPCF7_Submission, form tags, `wpcf7_submit`. */

class Stand_In_Pipes {
	private $pipes;

	public function __construct( array $pipes ) {
		$this->pipes = $pipes;
	}

	public function collect_befores() {
		return array_column( $this->pipes, 0 );
	}

	public function collect_afters() {
		return array_column( $this->pipes, 1 );
	}
}

class Stand_In_Tag {
	public $type;
	public $basetype;
	public $name;
	public $content;
	public $pipes;
	private $id;

	public function __construct( array $tag ) {
		list( $this->type, $this->basetype, $this->name, $this->content, $this->id ) = array( $tag['type'], $tag['basetype'], $tag['name'], $tag['content'], $tag['id'] );

		$this->pipes = new Stand_In_Pipes( $tag['pipes'] ?? array() );
	}

	public function get_id_option() {
		return $this->id;
	}
}

class WPCF7_ContactForm {
	private $form;

	public function __construct( array $form ) {
		$this->form = $form;
	}

	public function id() {
		return $this->form['id'];
	}

	public function title() {
		return $this->form['title'];
	}

	public function locale() {
		return $this->form['locale'];
	}

	public function prop( $name ) {
		return 'form' === $name ? $this->form['template'] : null;
	}

	public function scan_form_tags() {
		return array_map(
			static function ( array $tag ) {
				return new Stand_In_Tag( $tag );
			},
			$this->form['tags']
		);
	}
}

class WPCF7_Submission {
	public static $payload = array();

	public static function get_instance() {
		return new self();
	}

	public function get_meta( $name ) {
		return self::$payload['meta'][ $name ] ?? null;
	}

	public function get_posted_data() {
		return self::$payload['posted'];
	}

	public function get_posted_data_hash() {
		return self::$payload['hash'];
	}

	public function uploaded_files() {
		return self::$payload['files'];
	}
}

function stand_in_fire( array $payload ): void {
	WPCF7_Submission::$payload = $payload;
	do_action( 'wpcf7_submit', new WPCF7_ContactForm( $payload['form'] ), $payload['result'] );
}
