<?php
/**
 * Tricks with files.
 *
 * @package HelpdeskBridge
 */

/**
 * See includes/store/files.php and includes/form/fields.php.
 */
class Helpdesk_Bridge_Files_Test extends Helpdesk_Bridge_TestCase {

	/**
	 * @dataProvider tricky_names
	 * @param string $name  As a browser may send it.
	 * @param string $shown As it is kept.
	 */
	public function test_a_name_keeps_no_path_and_no_hidden_sign( string $name, string $shown ): void {
		$this->assertSame( $shown, helpdesk_bridge_file_name( $name ) );
	}

	public function tricky_names(): array {
		return array(
			array( '../../wp-config.php', 'wp-config.php' ),
			array( 'C:\\temp\\photo.png', 'photo.png' ),
			array( "a.php\0.png", 'a.php.png' ),
			array( "photo\u{202E}gnp.exe", 'photognp.exe' ),
			array( '..', 'file' ),
			array( '', 'file' ),
			array( "line\r\nSet-Cookie: x", 'lineSet-Cookie: x' ),
			array( 'Büro 😀.png', 'Büro 😀.png' ),
		);
	}

	/**
	 * @dataProvider harmful_names
	 * @param string $name A file that a server or browser may run.
	 */
	public function test_a_harmful_ending_is_not_accepted( string $name ): void {
		$this->assertSame( '', helpdesk_bridge_upload_type( $name ) );
	}

	public function harmful_names(): array {
		return array_map(
			static function ( string $name ): array {
				return array( $name );
			},
			array( 'a.php', 'a.PHP', 'a.phtml', 'a.phar', 'a.php5', 'a.png.php', '.htaccess', '.user.ini', 'a.html', 'a.svg', 'a.js', 'a.exe', "a.php\0", 'a', 'a.png ' )
		);
	}

	public function test_a_program_inside_a_picture_is_kept_as_bytes_under_a_name_without_ending(): void {
		$path = tempnam( get_temp_dir(), 'hb' );
		file_put_contents( $path, "GIF89a<?php echo 'run'; ?>" );
		$row  = $this->hand_over(
			array(
				'files' => array(
					array(
						'path' => $path,
						'name' => 'cat.php.gif',
						'type' => 'image/gif',
					),
				),
			)
		);
		$file = helpdesk_bridge_files_of( $row->uuid )[0];
		$kept = helpdesk_bridge_find_file( $file->uuid )->path;
		unlink( $path );
		$this->assertMatchesRegularExpression( '/^[0-9a-f-]{36}$/', basename( $kept ) );
		$this->assertSame( "GIF89a<?php echo 'run'; ?>", file_get_contents( $kept ) );
		$this->assertStringStartsNotWith( untrailingslashit( ABSPATH ), $kept );
	}

	/**
	 * @dataProvider other_ids
	 * @param string $id No id of a kept file.
	 */
	public function test_no_other_id_opens_a_file( string $id ): void {
		$this->assertNull( helpdesk_bridge_find_file( $id ) );
	}

	public function other_ids(): array {
		return array( array( '' ), array( '..' ), array( '../site.json' ), array( "' OR '1'='1" ), array( '%' ), array( "\0" ) );
	}
}
