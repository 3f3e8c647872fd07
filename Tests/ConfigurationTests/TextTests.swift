import Configuration
import ConfigurationLanguage
import Testing
import VRRP

@Suite("The effective configuration as text")
struct TextTests {
    private func expectRoundTrip(_ configuration: Configuration) {
        let again = Configuration.read(SourceSnapshot(path: "again", bytes: configuration.encodedText))
        #expect(again.configuration == configuration)
        #expect(again.diagnostics.allSatisfy { $0.severity == .notice || $0.code == .notSupportedYet }, "\(again.diagnostics)")
    }

    @Test(
        "reading it back gives an equal configuration",
        arguments: [
            "", Fixture.directRouting, Fixture.nginxPair, Fixture.gatewayPair, Fixture.threeDirectors, Fixture.strictPair,
        ])
    func fixtures(text: String) {
        expectRoundTrip(read(text).configuration)
    }

    @Test("every setting comes back")
    func everything() {
        let global = """
            global_defs {
                router_id "a # b"
                notification_email {
                    "x y"@example.com
                }
                smtp_server ::1 26
                smtp_helo_name h
                lvs_flush
                enable_script_security
                notify_fifo "/run/a b" nobody nogroup
                notify_fifo_script "/x/reader a"
                vrrp_notify_fifo /run/b
                vrrp_notify_fifo_script /x/other nobody
                lvs_notify_fifo_script /x/third
                lvs_notify_fifo /run/c keepalived
                fifo_write_vrrp_states_on_reload
                vrrp_startup_delay 5.5
                vrrp_delay_after_boot 60
                set_supplementary_groups
                lvs_flush_on_stop VS
                checker_log_all_failures
                vrrp_garp_interval 0.001
                vrrp_gna_interval 0.002
                vrrp_mcast_group4 224.0.0.19
            }

            """
        let router = instance(
            """
            nopreempt
            notify_deleted "/x/gone a"
            notify_master_rx_lower_pri /x/rx
            notify_priority_changes
            strict_mode
            dont_track_primary
            mcast_src_ip 10.0.0.9
            down_timer_adverts 5
            advert_int 3
            garp_lower_prio_delay 0
            garp_master_refresh 10
            virtual_ipaddress_excluded {
                2001:db8::1/64 dev eth1
                10.9.9.9/8 brd + scope host label eth0:1
            }
            """, name: "\"a \\\"b{\"\\")
        let server = realServer(
            """
            weight 0
            uthreshold 9
            inhibit_on_failure
            TCP_CHECK {
                bindto 10.0.3.3
                bind_port 99
                bind_if eth1
                fwmark 4294967295
            }
            PING_CHECK {
                connect_timeout 0.25
                alpha
            }
            notify_up "/x/up \\"a b\\"" nobody
            notify_down /x/down
            MISC_CHECK {
                misc_path "/x/check 'a b' \\"c\\""
                misc_timeout 2.5
                misc_dynamic
                user nobody nogroup
            }
            MISC_CHECK {
                misc_path /x/check
            }
            SMTP_CHECK {
                helo_name own.example.com
                check_timeout 9
            }
            DNS_CHECK {
                type MX
                name "#.example.com"
            }
            UDP_CHECK {
                payload 00ff
                require_reply AxX9 X 3
            }
            UDP_CHECK {
                require_reply
            }
            SSL_GET {
                enable_sni
                sni_name own.example.com
                tls_compliant
                fast_recovery
                url {
                    path /
                }
                url {
                    path /b
                    tls_compliant off
                }
            }
            HTTP_GET {
                http_protocol 1.0C
                virtualhost v
                url {
                    path "/#{}"
                    digest 9b3a0c85a887a256d6939da88aabd8cd
                    status_code 200 300-399
                }
            }
            """,
            """
            lvs_sched mh
            mh-port
            mh-fallback
            persistence_timeout 20
            persistence_granularity 255.255.0.0
            persistence_engine sip
            alpha
            omega
            connect_timeout 2
            quorum_up /x/up nobody
            quorum_down "/x/down 1"
            sorry_server 10.0.4.4 99
            sorry_server_inhibit
            ha_suspend
            panic_threshold 20
            slow_start 5
            drain_timeout 9
            """)
        let marks =
            "virtual_server fwmark 9 {\nlb_algo wrr\nlb_kind TUN type gue port 9 csum\nip_family inet6\nreal_server 10.0.1.1 {\nlvs_method TUN type gre\n}\n}\n"
        let reading = read(global + router + server + marks)
        #expect(reading.complaints == ["strict-mode", "closed-addresses"])
        #expect(reading.configuration.virtualServers.count == 2)
        #expect(reading.configuration.vrrpInstances.first?.parameters.name == "a \"b{\\")
        expectRoundTrip(reading.configuration)
    }

    @Test("a password need not be UTF-8")
    func passwordBytes() throws {
        let text = instance("authentication {\nauth_type PASS\nauth_pass 密码密码\n}")
        let configuration = read(text).configuration
        #expect(configuration.vrrpInstances.count == 1)
        expectRoundTrip(configuration)
    }

    @Test("it is a listing with every default filled in")
    func listing() {
        let text = read(realServer("TCP_CHECK {\n}")).configuration.text
        #expect(
            text.hasSuffix(
                """
                virtual_server 10.0.0.1 80 {
                    lvs_sched rr
                    lvs_method NAT
                    protocol TCP
                    quorum 1
                    hysteresis 0
                    panic_threshold 0
                    smtp_alert off
                    real_server 10.0.1.1 8080 {
                        weight 1
                        lvs_method NAT
                        uthreshold 0
                        lthreshold 0
                        inhibit_on_failure off
                        slow_start 0
                        drain_timeout 0
                        smtp_alert on
                        TCP_CHECK {
                            connect_ip 10.0.1.1
                            connect_port 8080
                            connect_timeout 5
                            check_timeout 15
                            retry 1
                            rise 1
                            delay_before_retry 1
                            delay_loop 60
                            warmup 60
                            alpha off
                            log_all_failures off
                        }
                    }
                }

                """))
    }
}
