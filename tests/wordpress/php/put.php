<?php
/** Inserts a post; text is given as it should be stored. */
function put( array $post ): int {
    $id = wp_insert_post( wp_slash( $post + array( 'post_status' => 'publish', 'post_author' => 1 ) ), true );
    if ( is_wp_error( $id ) ) { throw new Exception( $id->get_error_message() ); }
    return $id;
}
