extension FluentdPluginTable {
    /// The parameters of Fluentd 1.19's own plugins and of some gems (elasticsearch 6.0, grafana-loki 1.3, prometheus
    /// 2.2, rewrite-tag-filter 2.4, s3 1.8), one plugin a paragraph: what it is, its `@type`, then its parameters.
    ///
    /// `!` is required; behind the colon stands the type, text if there is none. `<name …>` is a section; what stands in
    /// one without parameters here, `<buffer>`, is in the paragraph `section buffer`.
    static let text = """
        source forward port:integer bind backlog:integer linger_timeout:integer blocking_timeout:duration
          resolve_hostname:flag deny_keepalive:flag send_keepalive_packet:flag chunk_size_warn_limit:size
          chunk_size_limit:size skip_invalid_event:flag source_address_key source_hostname_key tag add_tag_prefix
          <transport> <security self_hostname! shared_key! user_auth:flag allow_anonymous_source:flag <user username!
          password!> <client host network shared_key users:list>> decompression_size_limit:size
        source tail path! path_delimiter glob_policy:enum(backward_compatible|extended|always) tag!
          exclude_path:list rotate_wait:duration pos_file pos_file_compaction_interval:duration read_from_head:flag
          refresh_interval:duration read_lines_limit:integer read_bytes_limit_per_second:size
          multiline_flush_interval:duration emit_unmatched_lines:flag enable_watch_timer:flag enable_stat_watcher:flag
          encoding from_encoding path_key open_on_every_update:flag limit_recently_modified:duration
          skip_refresh_on_startup:flag ignore_repeated_permission_error:flag path_timezone follow_inodes:flag
          max_line_size:size <group pattern:regexp rate_period:duration <rule match:hash limit:integer>> <parse>
        source http port:integer bind body_size_limit:size keepalive_timeout:duration backlog:integer
          add_http_headers:flag add_remote_addr:flag blocking_timeout:duration cors_allow_origins:list
          cors_allow_credentials:flag respond_with_empty_img:flag use_204_response:flag dump_error_log:flag
          add_query_params:flag add_tag_prefix <transport> <parse> decompression_size_limit:size
        source syslog port:integer bind tag! protocol_type:enum(tcp|udp) frame_type:enum(traditional|octet_count)
          include_source_host:flag source_host_key emit_unmatched_lines:flag source_hostname_key resolve_hostname:flag
          send_keepalive_packet:flag source_address_key severity_key priority_key facility_key
          message_length_limit:size blocking_timeout:duration delimiter <transport> <parse>
        source tcp tag! port:integer bind source_host_key source_hostname_key source_address_key
          message_length_limit:size blocking_timeout:duration delimiter send_keepalive_packet:flag <extract> <parse>
          <transport> <security <client host network>>
        source udp tag! port:integer bind source_host_key source_hostname_key source_address_key
          body_size_limit:size message_length_limit:size remove_newline:flag receive_buffer_size:size
          blocking_timeout:duration <extract> <parse> <transport>
        source unix path backlog:integer tag
        source exec command! connect_mode:enum(read|read_with_stderr) tag run_interval:duration read_block_size:size
          encoding <parse> <extract>
        source sample tag! size:integer rate:integer auto_increment_key suspend:flag reuse_record:flag sample dummy
          <storage>
        source dummy tag! size:integer rate:integer auto_increment_key suspend:flag reuse_record:flag sample dummy
          <storage>
        source monitor_agent bind port:integer tag emit_interval:duration include_config:flag include_retry:flag
          <transport>
        source debug_agent bind port:integer unix_path object
        source gc_stat emit_interval:duration use_symbol_keys:flag tag!
        source object_space emit_interval:duration tag! top:integer
        source prometheus bind port:integer metrics_path aggregated_metrics_path
          content_encoding:enum(identity|gzip) ignore_error_log_interval:duration <transport> <ssl enable:flag
          certificate_path private_key_path ca_path extra_conf:hash>
        source prometheus_output_monitor interval:duration gauge_all:flag <labels>
        source prometheus_tail_monitor interval:duration <labels>
        source prometheus_monitor interval:duration <labels>
        filter parser key_name! reserve_data:flag reserve_time:flag remove_key_name_field:flag inject_key_prefix
          replace_invalid_sequence:flag hash_value_field emit_invalid_record_to_error:flag <parse>
        filter record_transformer remove_keys:list keep_keys:list renew_record:flag renew_time_key enable_ruby:flag
          auto_typecast:flag <record>
        filter grep regexp1 regexp2 regexp3 regexp4 regexp5 regexp6 regexp7 regexp8 regexp9 regexp10 regexp11
          regexp12 regexp13 regexp14 regexp15 regexp16 regexp17 regexp18 regexp19 regexp20 exclude1 exclude2 exclude3
          exclude4 exclude5 exclude6 exclude7 exclude8 exclude9 exclude10 exclude11 exclude12 exclude13 exclude14
          exclude15 exclude16 exclude17 exclude18 exclude19 exclude20 <regexp key! pattern!:regexp> <exclude key!
          pattern!:regexp> <and <regexp key! pattern!:regexp> <exclude key! pattern!:regexp>> <or <regexp key!
          pattern!:regexp> <exclude key! pattern!:regexp>>
        filter stdout <inject> <format>
        filter prometheus <metric name! type! desc key buckets initialized:flag retention:integer
          retention_check_interval:integer <labels> <initlabels>> <labels>
        filter elasticsearch_genid hash_id_key include_tag_in_seed:flag include_time_in_seed:flag
          use_record_as_seed:flag use_entire_record:flag record_keys:list separator
          hash_type:enum(md5|sha1|sha256|sha512)
        match forward time_as_integer:flag slow_flush_log_threshold:number transport:enum(tcp|tls)
          send_timeout:duration connect_timeout:duration heartbeat_type:enum(transport|tcp|udp|none)
          heartbeat_interval:duration recover_wait:duration hard_timeout:duration phi_threshold:integer
          phi_failure_detector:flag require_ack_response:flag ack_response_timeout:duration read_interval_msec:integer
          read_length:size expire_dns_cache:duration dns_round_robin:flag ignore_network_errors_at_startup:flag
          verify_connection_at_startup:flag compress:enum(text|gzip|zstd)
          tls_version:enum(TLSv1_1|TLSv1_2|TLSv1_3|TLS1_1|TLS1_2|TLS1_3) tls_ciphers tls_insecure_mode:flag
          tls_allow_self_signed_cert:flag tls_verify_hostname:flag tls_ca_cert_path:list tls_cert_path:list
          tls_client_cert_path tls_client_private_key_path tls_client_private_key_passphrase tls_cert_thumbprint
          tls_cert_logical_store_name tls_cert_use_enterprise_store:flag keepalive:flag keepalive_timeout:duration
          port:integer host <buffer> <secondary> <service_discovery> <transport> <security self_hostname! shared_key!>
          <server host! name port:integer shared_key username password standby:flag weight:integer>
        match file time_as_integer:flag slow_flush_log_threshold:number path! add_path_suffix:flag path_suffix
          append:flag compress:enum(text|gz|gzip|zstd) recompress:flag symlink_path <buffer> <secondary> <inject>
          <format>
        match http time_as_integer:flag slow_flush_log_threshold:number endpoint! http_method:enum(put|post) proxy
          content_type json_array:flag headers:hash headers_from_placeholders:hash compress:enum(text|gzip|zstd)
          open_timeout:integer read_timeout:integer ssl_timeout:integer reuse_connections:flag tls_ca_cert_path
          tls_client_cert_path tls_private_key_path tls_private_key_passphrase tls_verify_mode:enum(none|peer)
          tls_version:enum(TLSv1_1|TLSv1_2|TLSv1_3|TLS1_1|TLS1_2|TLS1_3) tls_ciphers
          error_response_as_unrecoverable:flag retryable_response_codes:list <buffer> <secondary> <format> <auth
          method:enum(basic|aws_sigv4) username password aws_service aws_region aws_role_arn> compress:enum(text|gzip)
          headers_from_placeholders:hash
        match copy deep_copy:flag copy_mode:enum(no_copy|shallow|deep|marshal) <store>
        match relabel time_as_integer:flag slow_flush_log_threshold:number <buffer> <secondary>
        match null time_as_integer:flag slow_flush_log_threshold:number never_flush:flag <buffer> <secondary>
        match stdout time_as_integer:flag slow_flush_log_threshold:number <buffer> <secondary> <format> <inject>
        match roundrobin <store weight:integer> <store>
        match secondary_file time_as_integer:flag slow_flush_log_threshold:number directory! basename append:flag
          compress:enum(text|gzip|zstd) <buffer> <secondary>
        match exec time_as_integer:flag slow_flush_log_threshold:number command! command_timeout:duration <buffer>
          <secondary> <format> <inject>
        match exec_filter time_as_integer:flag slow_flush_log_threshold:number command! remove_prefix add_prefix tag
          tag_key time_key time_format read_block_size:size num_children:integer child_respawn
          suppress_error_log_interval:duration <buffer> <secondary> <extract> <parse> <format> <inject>
        match buffer time_as_integer:flag slow_flush_log_threshold:number <buffer> <secondary>
        match prometheus time_as_integer:flag slow_flush_log_threshold:number <buffer> <secondary> <metric name!
          type! desc key buckets initialized:flag retention:integer retention_check_interval:integer <labels>
          <initlabels>> <labels>
        match loki time_as_integer:flag slow_flush_log_threshold:number url username password bearer_token_file cert
          key ca_cert ciphers min_version insecure_tls:flag custom_headers:hash compress:enum(gzip) tenant
          extra_labels:hash line_format:enum(json|key_value) extract_kubernetes_labels:flag remove_keys:list
          drop_single_key:flag include_thread_label:flag <buffer> <secondary> <label> <format>
        parse json time_type:enum(string|unixtime|float|mixed) time_format localtime:flag utc:flag timezone
          time_format_fallbacks:list types:hash time_key null_value_pattern:regexp null_empty_string:flag
          estimate_current_event:flag keep_time_key:flag timeout:duration json_parser:enum(oj|yajl|json)
          stream_buffer_size:integer
        parse regexp time_type:enum(string|unixtime|float|mixed) time_format localtime:flag utc:flag timezone
          time_format_fallbacks:list types:hash time_key null_value_pattern:regexp null_empty_string:flag
          estimate_current_event:flag keep_time_key:flag timeout:duration expression!:regexp ignorecase:flag
          multiline:flag
        parse multiline time_type:enum(string|unixtime|float|mixed) time_format localtime:flag utc:flag timezone
          time_format_fallbacks:list types:hash time_key null_value_pattern:regexp null_empty_string:flag
          estimate_current_event:flag keep_time_key:flag timeout:duration format_firstline unmatched_lines
        parse none time_type:enum(string|unixtime|float|mixed) time_format localtime:flag utc:flag timezone
          time_format_fallbacks:list types:hash time_key null_value_pattern:regexp null_empty_string:flag
          estimate_current_event:flag keep_time_key:flag timeout:duration message_key
        parse csv time_type:enum(string|unixtime|float|mixed) time_format localtime:flag utc:flag timezone
          time_format_fallbacks:list types:hash time_key null_value_pattern:regexp null_empty_string:flag
          estimate_current_event:flag keep_time_key:flag timeout:duration keys!:list delimiter
          parser_engine:enum(normal|fast) parser_type:enum(normal|fast)
        parse tsv time_type:enum(string|unixtime|float|mixed) time_format localtime:flag utc:flag timezone
          time_format_fallbacks:list types:hash time_key null_value_pattern:regexp null_empty_string:flag
          estimate_current_event:flag keep_time_key:flag timeout:duration keys!:list delimiter
        parse ltsv time_type:enum(string|unixtime|float|mixed) time_format localtime:flag utc:flag timezone
          time_format_fallbacks:list types:hash time_key null_value_pattern:regexp null_empty_string:flag
          estimate_current_event:flag keep_time_key:flag timeout:duration delimiter delimiter_pattern:regexp
          label_delimiter
        parse syslog time_type:enum(string|unixtime|float|mixed) time_format localtime:flag utc:flag timezone
          time_format_fallbacks:list types:hash time_key null_value_pattern:regexp null_empty_string:flag
          estimate_current_event:flag keep_time_key:flag timeout:duration with_priority:flag
          message_format:enum(rfc3164|rfc5424|auto) rfc5424_time_format parser_engine:enum(regexp|string)
          parser_type:enum(regexp|string) support_colonless_ident:flag
        parse nginx time_type:enum(string|unixtime|float|mixed) time_format localtime:flag utc:flag timezone
          time_format_fallbacks:list types:hash time_key null_value_pattern:regexp null_empty_string:flag
          estimate_current_event:flag keep_time_key:flag timeout:duration expression:regexp ignorecase:flag
          multiline:flag
        parse apache2 time_type:enum(string|unixtime|float|mixed) time_format localtime:flag utc:flag timezone
          time_format_fallbacks:list types:hash time_key null_value_pattern:regexp null_empty_string:flag
          estimate_current_event:flag keep_time_key:flag timeout:duration
        parse apache time_type:enum(string|unixtime|float|mixed) time_format localtime:flag utc:flag timezone
          time_format_fallbacks:list types:hash time_key null_value_pattern:regexp null_empty_string:flag
          estimate_current_event:flag keep_time_key:flag timeout:duration expression:regexp ignorecase:flag
          multiline:flag
        parse apache_error time_type:enum(string|unixtime|float|mixed) time_format localtime:flag utc:flag timezone
          time_format_fallbacks:list types:hash time_key null_value_pattern:regexp null_empty_string:flag
          estimate_current_event:flag keep_time_key:flag timeout:duration expression:regexp ignorecase:flag
          multiline:flag
        parse msgpack time_type:enum(string|unixtime|float|mixed) time_format localtime:flag utc:flag timezone
          time_format_fallbacks:list types:hash time_key null_value_pattern:regexp null_empty_string:flag
          estimate_current_event:flag keep_time_key:flag timeout:duration
        format json time_type:enum(string|unixtime|float|mixed) time_format localtime:flag utc:flag timezone
          time_format_fallbacks:list newline:enum(lf|crlf) json_parser add_newline:flag
        format out_file time_type:enum(string|unixtime|float|mixed) time_format localtime:flag utc:flag timezone
          time_format_fallbacks:list newline:enum(lf|crlf) output_time:flag output_tag:flag delimiter
        format csv time_type:enum(string|unixtime|float|mixed) time_format localtime:flag utc:flag timezone
          time_format_fallbacks:list delimiter force_quotes:flag fields!:list add_newline:flag
        format tsv time_type:enum(string|unixtime|float|mixed) time_format localtime:flag utc:flag timezone
          time_format_fallbacks:list newline:enum(lf|crlf) keys!:list delimiter add_newline:flag
        format ltsv time_type:enum(string|unixtime|float|mixed) time_format localtime:flag utc:flag timezone
          time_format_fallbacks:list newline:enum(lf|crlf) delimiter label_delimiter replacement add_newline:flag
        format msgpack time_type:enum(string|unixtime|float|mixed) time_format localtime:flag utc:flag timezone
          time_format_fallbacks:list
        format single_value time_type:enum(string|unixtime|float|mixed) time_format localtime:flag utc:flag timezone
          time_format_fallbacks:list newline:enum(lf|crlf) message_key add_newline:flag
        format hash time_type:enum(string|unixtime|float|mixed) time_format localtime:flag utc:flag timezone
          time_format_fallbacks:list newline:enum(lf|crlf) add_newline:flag
        format stdout time_type:enum(string|unixtime|float|mixed) time_format localtime:flag utc:flag timezone
          time_format_fallbacks:list output_type
        buffer memory chunk_limit_size:size total_limit_size:size queue_limit_length:integer
          chunk_limit_records:integer chunk_full_threshold:number queued_chunks_limit_size:integer
          compress:enum(text|gzip|zstd) disable_chunk_backup:flag
        buffer file chunk_limit_size:size total_limit_size:size queue_limit_length:integer
          chunk_limit_records:integer chunk_full_threshold:number queued_chunks_limit_size:integer
          compress:enum(text|gzip|zstd) disable_chunk_backup:flag path path_suffix file_permission dir_permission
        buffer file_single chunk_limit_size:size total_limit_size:size queue_limit_length:integer
          chunk_limit_records:integer chunk_full_threshold:number queued_chunks_limit_size:integer
          compress:enum(text|gzip|zstd) disable_chunk_backup:flag path calc_num_records:flag
          chunk_format:enum(msgpack|text|auto) file_permission dir_permission
        system - workers:integer restart_worker_interval:duration root_dir
          log_level:enum(trace|debug|info|warn|error|fatal) suppress_repeated_stacktrace:flag
          ignore_repeated_log_interval:duration ignore_same_log_interval:duration emit_error_log_interval:duration
          suppress_config_dump:flag log_event_verbose:flag without_source:flag with_source_only:flag rpc_endpoint
          enable_get_dump:flag process_name strict_config_value:flag enable_msgpack_time_support:flag
          disable_shared_socket:flag enable_input_metrics:flag enable_size_metrics:flag enable_jit:flag
          file_permission dir_permission <log path format:enum(text|json) time_format rotate_age rotate_size:size>
          <counter_server scope! port:integer bind backup_path!> <counter_client port:integer host! timeout:duration>
          <metrics labels:hash> <source_only_buffer flush_thread_count:integer
          overflow_action:enum(throw_exception|block|drop_oldest_chunk) path flush_interval:duration
          chunk_limit_size:size total_limit_size:size compress:enum(text|gzip|zstd)> config_include_dir umask
        match elasticsearch host port:integer user password cloud_id cloud_auth path scheme hosts target_index_key
          target_type_key time_key_format time_precision:integer include_timestamp:flag logstash_format:flag
          logstash_prefix logstash_prefix_separator logstash_dateformat utc_index:flag type_name
          suppress_type_name:flag index_name id_key write_operation parent_key routing_key request_timeout:duration
          reload_connections:flag reload_on_failure:flag retry_tag resurrect_after:duration time_key
          time_key_exclude_timestamp:flag ssl_verify:flag client_key client_cert client_key_pass ca_file remove_keys
          remove_keys_on_update remove_keys_on_update_key flatten_hashes:flag flatten_hashes_separator template_name
          template_file template_overwrite:flag customize_template:hash rollover_index index_date_pattern
          index_separator deflector_alias index_prefix application_name templates:hash
          max_retry_putting_template:integer fail_on_putting_template_retry_exceed:flag
          fail_on_detecting_es_version_retry_exceed:flag max_retry_get_es_version:integer include_tag_key:flag tag_key
          time_parse_error_tag reconnect_on_error:flag pipeline with_transporter_log:flag
          emit_error_for_missing_id:flag sniffer_class_name selector_class_name reload_after:integer content_type
          include_index_in_url:flag http_backend http_backend_excon_nonblock:flag validate_client_version:flag
          prefer_oj_serializer:flag unrecoverable_error_types:list verify_es_version_at_startup:flag
          default_elasticsearch_version:integer log_es_400_reason:flag custom_headers:hash api_key
          suppress_doc_wrap:flag ignore_exceptions:list exception_backup:flag bulk_message_request_threshold:size
          compression_level enable_ilm:flag ilm_policy_id ilm_policy:hash ilm_policies:hash ilm_policy_overwrite:flag
          truncate_caches_interval:duration use_legacy_template:flag catch_transport_exception_on_retry:flag
          target_index_affinity:flag <metadata include_chunk_id:flag chunk_id_key> <buffer> hosts ssl_version
          ssl_min_version ssl_max_version <secondary> <inject>
        match elasticsearch_dynamic host port:integer user password cloud_id cloud_auth path scheme hosts
          target_index_key target_type_key time_key_format time_precision:integer include_timestamp:flag
          logstash_format:flag logstash_prefix logstash_prefix_separator logstash_dateformat utc_index:flag type_name
          suppress_type_name:flag index_name id_key write_operation parent_key routing_key request_timeout:duration
          reload_connections:flag reload_on_failure:flag retry_tag resurrect_after:duration time_key
          time_key_exclude_timestamp:flag ssl_verify:flag client_key client_cert client_key_pass ca_file remove_keys
          remove_keys_on_update remove_keys_on_update_key flatten_hashes:flag flatten_hashes_separator template_name
          template_file template_overwrite:flag customize_template:hash rollover_index index_date_pattern
          index_separator deflector_alias index_prefix application_name templates:hash
          max_retry_putting_template:integer fail_on_putting_template_retry_exceed:flag
          fail_on_detecting_es_version_retry_exceed:flag max_retry_get_es_version:integer include_tag_key:flag tag_key
          time_parse_error_tag reconnect_on_error:flag pipeline with_transporter_log:flag
          emit_error_for_missing_id:flag sniffer_class_name selector_class_name reload_after:integer content_type
          include_index_in_url:flag http_backend http_backend_excon_nonblock:flag validate_client_version:flag
          prefer_oj_serializer:flag unrecoverable_error_types:list verify_es_version_at_startup:flag
          default_elasticsearch_version:integer log_es_400_reason:flag custom_headers:hash api_key
          suppress_doc_wrap:flag ignore_exceptions:list exception_backup:flag bulk_message_request_threshold:size
          compression_level enable_ilm:flag ilm_policy_id ilm_policy:hash ilm_policies:hash ilm_policy_overwrite:flag
          truncate_caches_interval:duration use_legacy_template:flag catch_transport_exception_on_retry:flag
          target_index_affinity:flag <metadata include_chunk_id:flag chunk_id_key> <buffer>
        match s3 path use_server_side_encryption use_bundled_cert:flag aws_key_id aws_sec_key aws_profile
          aws_credential_process <assume_role_credentials role_arn! role_session_name! policy duration_seconds:integer
          external_id sts_region sts_http_proxy sts_endpoint_url> <web_identity_credentials role_arn!
          role_session_name! web_identity_token_file! policy duration_seconds:integer sts_region sts_http_proxy
          sts_endpoint_url> <instance_profile_credentials retries:integer ip_address port:integer
          http_open_timeout:number http_read_timeout:number> <shared_credentials path profile_name>
          aws_iam_retries:integer s3_bucket! s3_region s3_endpoint enable_transfer_acceleration:flag
          enable_dual_stack:flag ssl_verify_peer:flag ssl_ca_bundle ssl_ca_directory s3_object_key_format
          force_path_style:flag store_as auto_create_bucket:flag check_apikey_on_start:flag proxy_uri
          reduced_redundancy:flag storage_class acl grant_full_control grant_read grant_read_acp grant_write_acp
          hex_random_length:integer index_format overwrite:flag check_bucket:flag check_object:flag ssekms_key_id
          sse_customer_algorithm sse_customer_key sse_customer_key_md5 compute_checksums:flag signature_version
          warn_for_delay:duration tagging checksum_algorithm s3_metadata:hash <bucket_lifecycle_rule id! prefix
          expiration_days!:integer> <format> <buffer> <inject> <secondary>
        match rewrite_tag_filter capitalize_regex_backreference:flag hostname_command remove_tag_prefix
          remove_tag_regexp:regexp emit_mode:enum(record|batch) <rule key! pattern!:regexp tag! label invert:flag>
        section buffer timekey:duration timekey_wait:duration timekey_use_utc:flag timekey_zone
          flush_at_shutdown:flag flush_mode:enum(default|lazy|interval|immediate) flush_interval:duration
          flush_thread_count:integer flush_thread_interval:number flush_thread_burst_interval:number
          delayed_commit_timeout:duration overflow_action:enum(throw_exception|block|drop_oldest_chunk)
          retry_forever:flag retry_timeout:duration retry_max_times:integer retry_secondary_threshold:number
          retry_type:enum(exponential_backoff|periodic) retry_wait:duration retry_exponential_backoff_base:number
          retry_max_interval:duration retry_randomize:flag
        section extract tag_key keep_tag_key:flag time_key keep_time_key:flag time_type:enum(float|unixtime|string)
          time_format localtime:flag utc:flag timezone time_format_fallbacks:list
        section format
        section inject hostname_key hostname worker_id_key tag_key time_key
          time_type:enum(float|unixtime|unixtime_millis|unixtime_micros|unixtime_nanos|string) time_format
          localtime:flag utc:flag timezone time_format_fallbacks:list
        section parse with_priority:flag
        section secondary <buffer> <secondary>
        section service_discovery
        section storage
        section transport receive_buffer_size:size linger_timeout:integer
          version:enum(TLSv1_1|TLSv1_2|TLSv1_3|TLS1_1|TLS1_2|TLS1_3)
          min_version:enum(TLSv1_1|TLSv1_2|TLSv1_3|TLS1_1|TLS1_2|TLS1_3)
          max_version:enum(TLSv1_1|TLSv1_2|TLSv1_3|TLS1_1|TLS1_2|TLS1_3) ciphers insecure:flag ensure_fips:flag
          ca_path cert_path private_key_path private_key_passphrase client_cert_auth:flag ca_cert_path
          ca_private_key_path ca_private_key_passphrase cert_verifier generate_private_key_length:integer
          generate_cert_country generate_cert_state generate_cert_locality generate_cert_common_name
          generate_cert_expiration:duration generate_cert_digest:enum(sha1|sha256|sha384|sha512)
        """
}
