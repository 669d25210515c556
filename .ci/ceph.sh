#!/usr/bin/env bash
# An S3 server for tests: Ceph's object gateway on one monitor and one OSD that keeps everything in memory.
#
# usage: .ci/ceph.sh DIR S3_PORT MONITOR_PORT
#
# Runs as root on loopback, without systemd, in the new folder DIR, until it gets a SIGTERM; then all of it stops. It
# has started when the S3 port answers. The keys are TESTKEY and TESTSECRET.
# Debian 12: radosgw ceph-mon ceph-osd ceph-common ceph-base (16.2)
set -euo pipefail
[ $# -eq 3 ] || { sed -n '4p' "$0" >&2; exit 2; }
mkdir -p "$1"/{mon,osd,rgw,run,log}
dir=$(cd "$1" && pwd)
export CEPH_CONF=$dir/ceph.conf
daemons=()

# Each daemon is a child, which wait() reports only when its last thread has let go of its ports.
stop() {
  trap - EXIT
  trap '' INT TERM
  local index pid
  for ((index = ${#daemons[@]} - 1; index >= 0; index--)); do
    pid=${daemons[index]}
    kill "$pid" 2>/dev/null || true
    for _ in $(seq 50); do
      kill -0 "$pid" 2>/dev/null || break
      sleep 0.1
    done
    kill -9 "$pid" 2>/dev/null || true
    wait "$pid" 2>/dev/null || true
  done
}
trap stop EXIT
trap 'exit 0' INT TERM

daemon() {
  "$@" -f >>"$dir/log/daemons.log" 2>&1 &
  daemons+=($!)
}

fsid=$(cat /proc/sys/kernel/random/uuid)
# paxos_*: the monitor decides in milliseconds. *_update_on_start: the OSD asks nothing before the monitor is ready.
cat >"$CEPH_CONF" <<END
[global]
fsid = $fsid
mon_host = v1:127.0.0.1:$3/0
mon_initial_members = a
public_addr = 127.0.0.1
cluster_addr = 127.0.0.1
auth_cluster_required = none
auth_service_required = none
auth_client_required = none
run_dir = $dir/run
admin_socket = $dir/run/\$cluster-\$name.asok
pid_file = $dir/run/\$name.pid
log_file = $dir/log/\$name.log
mon_cluster_log_file = $dir/log/cluster.log
osd_pool_default_size = 1
osd_pool_default_min_size = 1
osd_pool_default_pg_num = 1
osd_pool_default_pgp_num = 1
osd_pool_default_pg_autoscale_mode = off
rgw_rados_pool_pg_num_min = 1
osd_crush_chooseleaf_type = 0
mon_allow_pool_size_one = true
mon_max_pg_per_osd = 2000
mon_data_avail_crit = 1
ms_bind_msgr2 = false
ms_bind_ipv6 = false
osd_max_object_name_len = 2048
osd_max_object_namespace_len = 256
paxos_propose_interval = 0.02
paxos_min_wait = 0.01
[mon.a]
mon_data = $dir/mon
[osd]
osd_data = $dir/osd
osd_objectstore = memstore
memstore_device_bytes = 2147483648
osd_memory_target = 939524096
osd_class_load_list = *
osd_class_default_list = *
osd_crush_update_on_start = false
osd_class_update_on_start = false
[client.rgw]
rgw_frontends = beast endpoint=127.0.0.1:$2 tcp_nodelay=1
rgw_data = $dir/rgw
rgw_dynamic_resharding = false
rgw_run_sync_thread = false
rgw_enable_quota_threads = false
rgw_enable_lc_threads = false
rgw_dns_name = s3.localhost
rgw_thread_pool_size = 32
END

monmaptool --create --fsid "$fsid" --addv a "[v1:127.0.0.1:$3]" "$dir/monmap" >/dev/null
ceph-mon -c "$CEPH_CONF" --mkfs -i a --monmap "$dir/monmap"
daemon ceph-mon -c "$CEPH_CONF" -i a

ceph() { command ceph -c "$CEPH_CONF" --connect-timeout 60 "$@" >/dev/null 2>>"$dir/log/setup.log"; }
ceph osd create
ceph-osd -c "$CEPH_CONF" -i 0 --mkfs >/dev/null 2>>"$dir/log/setup.log"
daemon ceph-osd -c "$CEPH_CONF" -i 0
ceph osd crush add osd.0 1.0 root=default host=localhost
until command ceph -c "$CEPH_CONF" --connect-timeout 60 osd stat 2>/dev/null | grep -q '1 up'; do sleep 0.2; done

# Before the gateway starts, since it reads these once.
admin() { radosgw-admin -c "$CEPH_CONF" -n client.rgw --admin-socket= "$@" >/dev/null 2>>"$dir/log/setup.log"; }
admin user create --uid=test --display-name=test --access-key=TESTKEY --secret-key=TESTSECRET
admin zonegroup placement add --rgw-zonegroup=default --placement-id=default-placement --storage-class=REDUCED_REDUNDANCY
admin zone placement add --rgw-zone=default --placement-id=default-placement --storage-class=REDUCED_REDUNDANCY \
  --data-pool=default.rgw.buckets.data
daemon radosgw -c "$CEPH_CONF" -n client.rgw --setuser root --setgroup root
wait -n "${daemons[@]}"
echo "a daemon has stopped, see $dir/log" >&2
exit 1
