/// Files as operators write them.
enum Fixture {
    static let directRouting = """
        ! Configuration File for keepalived
        # 全局配置 (global settings)

        global_defs {
           notification_email {
             root@localhost          # 收件人
             admin@example.com       ! получатель
           }
           notification_email_from keepalived@localhost
           smtp_server localhost
           smtp_connect_timeout 30
           router_id LVS_01    # 路由器标识，主备不同
        }

        vrrp_instance VI_1 {
            state MASTER            # 主节点；备节点为 BACKUP
            interface eth0
            virtual_router_id 51    ! même valeur sur les deux
            priority 100
            advert_int 1
            authentication {
                auth_type PASS
                auth_pass 1111
            }
            virtual_ipaddress {
                172.17.1.160        # 虚拟 IP
            }
        }

        virtual_server 172.17.1.160 80 {
            delay_loop 6            # 健康检查间隔
            lb_algo rr
            lb_kind DR
            nat_mask 255.255.255.0
        #    persistence_timeout 50
            protocol TCP

            real_server 172.17.1.152 80 {
                weight 1
                TCP_CHECK {
                    connect_timeout 3
                    nb_get_retry 3
                    delay_before_retry 3
                    connect_port 80
                }
            }
            real_server 172.17.1.153 80 {
                weight 1
                TCP_CHECK {
                    connect_timeout 3
                    nb_get_retry 3
                    delay_before_retry 3
                    connect_port 80
                }
            }
        }
        """

    static let nginxPair = """
        global_defs {
           router_id nginx_1
           vrrp_skip_check_adv_addr
           # vrrp_strict
           vrrp_garp_interval 0
           vrrp_gna_interval 0
        }
        vrrp_script chk_nginx {
            script "/etc/keepalived/check_nginx.sh"
            interval 2
            weight -5
            fall 3
            rise 2
        }
        vrrp_instance VI_1 {
            state MASTER
            interface enp0s8
            virtual_router_id 51
            mcast_src_ip 192.168.56.101
            priority 101
            advert_int 1
            authentication {
                auth_type PASS
                auth_pass 1111
            }
            virtual_ipaddress {
                192.168.56.106
            }
            track_script {
               chk_nginx
            }
        }
        """

    static let gatewayPair = """
        global_defs {
            router_id proxy101
        }
        vrrp_script check_nginx {
            script "killall -0 nginx"
            interval 1
            weight 2
            fall 2
            rise 1
        }
        vrrp_instance YN_API_GATEWAY {
            state MASTER
            interface em1
            virtual_router_id 101
            priority 200
            advert_int 1
            unicast_src_ip 192.168.0.101
            unicast_peer {
                192.168.0.102
            }
            authentication {
                auth_type PASS
                auth_pass testpass
            }
            virtual_ipaddress {
                192.168.0.105
            }
            track_interface {
                em1
            }
            track_script {
                check_nginx
            }
            smtp_alert
            notify_master "/etc/keepalived/notify.sh notify_master"
            notify_backup "/etc/keepalived/notify.sh notify_backup"
            notify_fault "/etc/keepalived/notify.sh notify_fault"
            notify "/etc/keepalived/notify.sh notify"
        }
        """

    static let threeDirectors = """
        global_defs {
            router_id haproxy1
        }
        vrrp_script chk_haproxy {
            script "killall -0 haproxy"
            interval 2
        }
        vrrp_instance haproxy {
            state BACKUP
            nopreempt
            interface ens33
            virtual_router_id 51
            priority 101
            advert_int 1
            authentication {
                auth_type PASS
                auth_pass 4gjfethTonUY7kXU
            }
            virtual_ipaddress {
                172.16.122.100
            }
            track_script {
                chk_haproxy
            }
        }
        """

    static let strictPair = """
        global_defs {
            router_id nginx_151
            vrrp_skip_check_adv_addr
            vrrp_strict
            vrrp_garp_interval 0
            vrrp_gna_interval 0
        }
        vrrp_script chk_http_port {
            script "/opt/chk_ngx.sh"
            interval 2
            weight -5
            fall 2
            rise 1
        }
        vrrp_instance VI_1 {
            state MASTER
            interface ens3
            virtual_router_id 51
            priority 100
            advert_int 1
            authentication {
                auth_type PASS
                auth_pass 1111
            }
            virtual_ipaddress {
                192.168.0.16/24
            }
            track_script {
                chk_http_port
            }
        }
        """
}
