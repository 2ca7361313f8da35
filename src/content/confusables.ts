// Which characters look alike: the data of UTS #39 (confusables.txt, Unicode 18.0.0), cut down to what the skeleton needs.
//
// Derived data, Copyright (c) 1991-2026 Unicode, Inc., distributed under the Unicode License v3
// (https://www.unicode.org/license.txt), by way of the tables of the crate unicode-security 0.1.3 (MIT OR Apache-2.0).
// Left out is what NFKC, lower-casing and NFD do without a table; chains are followed to their end. One entry reads
// `target=sources`: the target's code points joined by `+`, then the sources, the first as it is and each next one as
// the distance from the one before; all numbers in base 36.

/** A character as a code point, and what it looks like: lower case where case exists, NFD. */
export const CONFUSABLES: ReadonlyMap<number, string> = decode(`
13+13=y.ig.1g.8.l8.2.4in.nd.1.2.350 4w+1b+33=11.18l.548
33=1c.of.w.4.16.1d.w.7r.1c.2k.2u.u.2h.3.k.w.5n.b.39.86.3k.3k.3k.1m.1y.3k.s.2s.s.2s.s.u.1y.s.5q.3k.99
33=37k.5b.c.4x.7o.100.h1.1n.g.9m.48.1p.28.2.32l.1.51.j7.n3g.18q.h91.p.2s.6t.14.46.14.18.t2.kr.6o.t9
33=1ibm.cu.rp.j.f.9.zk.f7t.ndj.c0
30=1d.o.1f.7u.16.d5.31.56.f.6p.l.a.20.1m.40.61.be.1d2.pg.5o.ev.f.25r.2s.d6.79.1.1hr.1q.3e.5.nma.h.3h
30=x34.1.19.28.1e.4e.b3.hf1.3j.n.6z.6r.o.sg.m0.2v.2d.nh.3d.3l.3o.en.3b.ai.3g.gy.f.pb.bd.7.fpe.93.30
30=20iw.jbs.8a.99.2q2.1hi.u2 36+32=25.w.mn.2m.y.90.2tz.ft.6e.4aq.nrb.ij5.2p.1sg.25b.df
13=2o.gp.2.1.1.1.a.2.1.15.h2.1.2.3g.q.e9.1.2fp.hu.1u4.1.2.n.3.2iy.o7g.1.13gl.1.o3d
2x=4h.40.8o.1.9b.4d.70.1c.2sj.34e.1sw.o1f.1.10u.lla 2r+mw=4i.bd.1 3d+mt=4l.bt.1.g3.u.1.2lr8 6fj=4m
2p+2t=5i.w.ry.1 2s+mt=5s.1s.1.3c
3c=5z.k0.3i.w.3cs.1o.6o.1.21.4s.w9.7d.1oe.qg.1.77.hp.4x.nm6.js.hy5.10.2r.b.ed.1d8.33.1s.1m.2cw
33+mw=60.w.6j1.6z.20x.ovx 34=66.w.5d.1k.bu.w.1i.1.14.w.336.3v.ft.2j2.1ta.1.17.1.npe.iis.fj.jyq
6pu+mt=6o.2od9 2w+mt=86.1.kk.28.1enm.175l 30+mw=8x.1.48z 32+mh=96.1.2b.3m.bb.az.1c 33+2t=9e.1 38+mt=9y.1
2q+mt=ao.5f.f3.1.15.1 13+2q=ap 2q+lg=aq.1.i6
2q=as.em.3k.q.q1.2d6.11.3i.8t.20.4gb.nri.3r.gt.hxq.v.2o.r.l96.jm9 2r+13=av 13+2s=ay 2s+lg=az.1
2v=b1.5w.iz.1x.1c.2tb.1f.1w0.qqb.k6 d9=b3.5m.hr.1.5re.27r.nnb.1nhz
x3n=b4.5n.9m.27.28.58.1.2wq.2jl.g8.1w4.1.o0a.7r.vl.hgm.14.42t.h27.jjo.2mj.1 2u+me=b5
2u=b6.6q.9k.ag.1c.gf.2qp.1rd.f4.2df.14.np1.jf.1.po.h1l.y.6f.u.hs.3ul.w.10lt 2v+13=b7
3d=b8.5r.18.78.i.e.2o.g.w.2z.1.m5.1sr.jm.8.c.6g.1ky.6d.aa.1.2o5.10.1.vl.5qp.h4x.l2.oo.h94.gt.1e9.2h0
3d=1jgk.o.h0r.1o 30+mt=bb.3.4j.1z8n.n0q 2z+13=bc 2z+lw=bd qj+mw=bf
3b=bg.5v.c9.w.o.1.57.1.k.1c.2tu.k.d.ez.1f6.2ip.ka.1.nql.ls.p5.x.l7q.4.1.d3.9.10kd.m.2mz 32+me=bh.5x
33+mt=bj.5y.83.w.56.1.39.1.2tz.3i.19.2wb.7.5r.1t0.1.4g.o49.1.ub.19.hnn.jul.yt.joa.7ay 13+34=bo 34+lw=bp
36=bq.4m.dj.31q.1d.c5.1i7.31b.nry.19g.1.1l.hmb.k11.10c.jj5 1e=br.g1.2jj.s8.9j.1b5.r65.4r.2z 38+me=bv.3kk
13+38=bw 38+lw=bx 38+mg=by.wke 39=c2.61.8q.aw.1c.2gz.gc.1qo.zy.49.ppt.iz.q7.4.hoc.14.3wi.w.h2i 13+3d=c3
3d+lw=c4 3e+mt=c5.1 1f=c7.2t.e3.5l.2t.tg.ao.2e1.13n.35z.14.8.o7y.1t.mbj.w.h2p.jij 1e+mt=cb 1h=cc.1j3z
37=cd.g8.28.6y.1jk.pq.1s.k8.5.1r7.qw5.44.cb.vt.h64.ay.14.40p.w.g7p.v8
30+30=ch.tr.ol.1d2.2wf.7w.en.qlm.kft.3d.3l.3o.en.3b.dy.16o.zz4 x=cj.8lq 2v+mt=dg.1.2mao
1k=f6.1.1jb.3k.49.uiu.ihd.3e3.gxl.p1p 3e+me=f8.1 2y=fr.94.38.l.28.7x.2t2.6a.si4.k9
hk=ft.a5.w.2m.w.7j.2jx.xc.4ai.1.1h.1.168i 38+mw=fy 1r=g1.2b.1d5.20h.t31 39+mt=g4.3go.1wy.s2m 2t+mw=g6.1
2y+mt=g8.1.m 36+mt=gd.g6 2p=gh.8w.w.2n.w.322.ez.2ph.1rn.nsx.19y.h8c.lgg.m56.g 2q+lw=gj 2s+mg=gm 2s+lw=gn
d9+ke=gq 2v+lw=gw 2w+lw=h2.3gs.syq.1.7p 2x+mt=h4.5cj.1 30+ms=h7.8af 30+mg=h9 30+f1=ha 36+32+me=hd.gs.7tt
32+mg=hf 33+5qf=hi 2mpc=hl 36+mh=ho 36+mg=hp.89z 37+mg=hu.wn7 3e+mg=i8 f1=ia.gf.2du.2bk.36a.8.o7y x5b=id
35+lw=io 2s+3e=ir 2s+f1=is 2s+i9=it 38+37=iu 38+hv=iv 38+gl=iw 2u+32+mh=ix 30+37=iy 30+3e=iz 121=jj.k
1o=jm.3g6.hm.1vr.1f9.16g.1687.khr.kei 1q=jn.3g0.2dj.1f9.1sr4.jjs 2m=jo.2.4cu
1m=k0.14.i9.1m.8w.1.8d.5u.ao.1r2.1e.nt.7r.6.1n5.d8.ptz.i4.hqq.1wa.zx.3k.74.54.p0.6m.b0.141.ze7
53=k1.127.g6.1wx.jo.1tj.5.du.4s.298.ju.nf8.ho2.1lq.1n9.2b.sd.6t.2w9
19=k7.sd.395.x2.t9.2.1.1c.cv.138.10k.1.oua.h78 4fz=kt kq=l7.wez lg=lh.no.b6.31j.pc.ds.ra7.p7.iws.16gs.1le
nk=ll.26.ur.9a.7 ld+ld=ln.n4.9o.95 li=lo.2q.kq.2.kr.3vz.r60.n3e.132k.1li 2tk=lp.o3.1nc.1s3
li+lj=ls.rc.ex.3k.74.3k.73.3l.3k.1fr4.ce le=lt.ne.b7.1ol.2fx.ra8 lv=lx.lg.1i.is 18w=lz.lf.b2.2idb 5bd=m2
mp=m8.116.6w me=m9.6.i mg=ma.z.4mq 1jz6=mm.17s.6j.3o7.2e6o mt=mu mw=mv lf=n6.lt.co mr=nb 1hiy=nc
lj=ns.gx.1.7.1.2.88.2c.1.4s.71.o.74.3k.5t.3e.1ht.1dre.55.3k.3k.3k.9q.ke.3k.32.b0.141h 2mxb=o5
lm=o6.g9.4j.3x.5t.3g.nq.3m.70.99.3k.4x.54.1hs.d.ip.7g.ag.3ci.g2.32.nld.kar.tu.90.3g.12w.2m.br.3c.68
lm=1khc.12kj 8s6=og.37c.8.t1d.y7 jz=ol 5qm=om.1.4h.w.w2x.ih0.14.5c.14hq gk=or.3m.4yb.vn.1.pxz.itk.14
x1b=ot.3m 61r=pg.w.ay.1c.hf.2ea.ac.2hb.q5.1cj.2f.3n.61.niz.3f.iba.u.d8f.77u.z2.qug
2t=ph.3k.w.3r.1.2y7.2o2.cx.20q.nnb.63.12f.h90.4dc.8.139v
3e=pi.2lz.l2.1un.30p.1.w.1.4g.nn3.dp.y2.h9e.eq.3vm.1o.d3 2w=pj.3q.4d.1.3p.1c.289.le.7.ca.4k2.nrt.ijs
2z=pm.3k.34c.kv.4an.nr7.j0h i4=pn.3k.gd.40.2m1.1rq.31s.4g.nn2.dl.7g.hwz.f7.14.1k.kz1
32=pp.bv.1c.4.2jo.dq.2qj.49.1y0.nra.l.izi.4a3.ftf.kfo hv=pv.60e.q.272.ow4
38=pw.3i.qm.2bm.2yq.111.y5.vg.5pv.h5b.1j.ih8.q.2s.49z.h1q.ju1.73p 67=qa.37i.t6t.x.1.1ntb.1rj
8o=qi.3k.4wh.32i.p41 3a=ql.53.1.9v.3z.40.2jm.2e.1rl.zs.49.22f.nn2.e1.y2.ho4.1du.25j.be.w.h1k.iyc.lt.308
5qz=qs.3i.7z9.o2u.yt qq=re.1.81b.1 uf=ro.1.1c5.1t.2tm bs=rt.4zf.r35 1i=rw.1x.33x.4x0.1.9.ns7.1a3.ljr
39+mh=sv.28 qo=tb.w.4x5.yv.235.1.o56.im4.kun.r
2r=td.w.2bn.2e.p1.1pg.3l.334.1.nqt.1cl.h6b.2o.7n.14.66.3wu.9.10ea.7iw jt+2q=tm.w 2q+30=tn 30+33=tq.69m
5qx=tr.w.3ef ih=tu.34a.4uf gs=tz.4wh i5=u4.4wh.32k.p2m ik=u5.7yq.p30 at+2x=uj at=uk.x1v.12k2
qw=vk.1.3mv.2ha.1u0.1.169y.f0.14 33+3d=vs.1 3b+w6+w7=vw.1 u0+me+li=wa 5qm+me+li=wb 3d+13=wg 36+13=wh
ty+mh=wm.1 1f+me=wo gs+me=wp 2z+mh=wq.7v3 8o+mh=wr 2z+mt=wu.5jj.qkz.1pmw.1 8o+mt=wv 2w+mh=wy.7ut ik+mh=wz
2r+me=x6.1 38+mh=x8 5qz+mh=x9 3c+mh=xe 2t+mg=xq.1 i4+me=xx u3+me=xy 2w+me=xz.2 ik+me=y0.2 xj=y3.1 i5+me=y6
2s=zk.1.2vz.1z.3s.a7.c.s88.1.ibc b9=zu gy=zx.2y6.txx 35=10a.1.o.3.19.3.7vz 3ou=117 3k6=11g 3s3=11m 3mp=11o
10=11y.1c hc=12y.2i1 ld=13w.1.3f.1i.6x.2n.by 13u=144 13t=148 13q=14d 13s=14e 154=14g
mb=14k.h.47.68.6.4w.2x.42.27.3k.3k.3k.3k.la.3k.2nx.4m.1avx.zw.ac.55.2f.7z.2a.7f.3h.71.6v.ar 155=14s
30+13=169 4w+1b+33+33=16x.55z 4w+1b+33+33+33=16y.55z 18=171.2m.52n.2rc.nhj.13yy 189=173.g9 33+lk=17t.4a.5nm
18p+1cr=17v.k.1r.1r.k.3l 183+1cr=184 18p+le=18d 2n=18g.ca.1qrr 18p=18q.10.24.i.6.dn 1h5z=18x mh=192.4g6
lu=193 lw=199 191=19b 1a=19c.40.h.1.v7a.7q.15q.in8.13bx.5dt 170=19o.7uu 16=19p.541.cp.18g8 1b5=19r.gc.1
30+19w=19u 30+191=19v 18p+179=1a1.1u 17u=1a2 17x+190=1a9.6p 17x+1cr=1ad 17z+179=1ag 1ai+179=1aj
17z+1cr=1am.1 181+179=1ap 181+li=1aq 181+1cr=1aw 185+1cr=1b2 187+1cr=1b3 1b5+1cr=1b8.4.1fuc 18h=1bb.1ftu
18j=1bd.1.bp.1fi1 18j+1cr=1bh.52 1bj+1cr=1bo 18k+li=1bp 18k+1cr=1br 1c5=1c4 18o+li=1c6 18o+lv=1c7
18o+2tk=1c8 18o+le=1c9 18o+1cr=1cb 18p+li=1ce.3s 1a3=1cg 17z+le=1da 181+le=1db 19e=1de.w65.1lwl 19f=1df.2n6e
19g=1dg 19i=1di 19l=1dl.ha.1hml.15y0 17l+1hiy=1dp 18l+1hiy=1dq 33+le=1dr 17s+1cr=1g1 1bg=1gi 1g4=1gn.8y
18m+179=1go 18m+li=1gp 181+190=1gs 1av+179=1gx 183+le=1ha 18w+18w=1ih nk+nk=1ij 1ik+1ik=1il 1ik+nk=1im
lk=1kj.6w.h5.1l7.1qn.1azl.5y.v8.c9.15gr 2a8=1nl.mz.ao.1fr4 181=1nr 18p+lm=1ov 17s+190=1pd 1b6+1cr=1pg
18l+1cr=1pj 18p+19w=1pk 17z+mc+mb=1pq 185+mc+mb=1pr 1bj=1ps 18o=1pt.1df7 182+le=1pu 17s+1cy=1py
18p+1cr+1cy=1pz 181+li+lj=1q1 18p+li+lj=1q2 18p+1cr+li=1q6 17u+li=1q7 18p+179+li=1q8 1ae+li=1q9 18j+li=1qa
18s=1r9.3.9 mc=1ri.3xs.1cny 18t=1rm no=1rt np=1ru nm=1s0 1s5+1ty=1s4 1s5+1jo1=1s6 1tc+1u5+1s7=1s8 1sf+li=1sd
1sf+1ty=1se 1sf+1jz8=1sg 1s5+1jo1+li=1sh 1s5+1jo1+1ty=1si 1s5+1jo1+1jz8=1sj 1s5+1jo1+1u0=1sk 1jnr=1tb
1jo1+1tm=1tn 1jo1=1tq 1xb=1tr.74.1gmq 1jz8=1tz.74.1hn7 1jo1+li=1u1 lc=1ub 1jz6+1jz6=1uf.6j.1hy9
4w=1v4.3x.6r.1tg.xm.1tm.qb.r.5i.1hg.o3q.kn9.aq.eq.3b.al.e0.14n8 1s5+li=1v6 1s5+1tm=1v7 1s5+1jo1+1tm=1v8
1s5+1u7=1v9 1sn+mp=1vf 1ss+mp=1vg 1sx+mp=1vi 1t8+mp=1vj 1vp+1xa=1vq 1vv+1xf=1y8.1
1l=1yl.3e.75.ed.671.1.o83.1.md9.a.m.a.fzf.nxt 1ww=1yo.1gor.1ty
1vn=1z7.e8.3k.3k.3k.e4.55.1hr.3i3.1a4h.ce.10e.2i.ed 1z9+20u=1za 1t6+1u5+1sv+1xb=1zb 1t6+1u5+1sv+20w=1zc
22b+1jz6=1zd 22b+1jz6+1jz6=1ze 1t6+1u5+1sv+1jz8=1zj 1z9+1u0=1zk 1z9+218=1zo 1th=1zp.1ho5 1t0+1u5+1t0=1zw
1sv=1zz 1sw=200 1s9=204 1t6=207.1hnf 1sy=20b 1t9=20e 1tl=20l 1ta=20o 1u0=214.1hn7 1ty=217 1u5=219.3k.1h7w
1t6+1u5+1sv=22a 22t+24e=22u 22t+24l=231 22t+24n=233 22t+24o=234 22t+24e+24l=235 22t+24e+24n=237
22t+24e+24o=238 1uw=240.1k 1tp=24d 1tt=24h 1tu=24i 1uy=25m 1v2=25q 26d+27y=26e 2a1+2b7=2a2.1g1s 1kug=2ay
2a0=2b4.e.1g1s 2ba=2bc.am.1fr4 2ax=2bs 2b7=2c7 2ad=2cn 2a1=2co.81.1fr4 2ai=2cq 2a0+2bl=2cr 2ai+2bl=2cs
2a6=2ct 29x=2cu 2b3=2cw.1fzz 2ai+2bm=2cy 2b2+2bk=2d0 2cz=2d1 2a6+2b9=2d3 2bb=2d4 2aw+2bk=2d6 2du+2fp=2dv.3k
2du+2fg=2dw.3k 2hi+mb=2dy 2eo+155=2e8 2e9+mb=2ea 2ef+155=2ed 2ek+mb=2el 2et+2f5=2em 2et+mb=2ev 2et+2f2=2ex
2f5+2f2=2f6 2f7+2f2=2f8 2dn+2f2=2g0 2do+2f2=2g1 2dh=2h1 2di=2h2 2dj=2h3 2ds=2hc 2du=2he 2dz=2hj 2e4=2ho
2e5=2hp 2e6=2hq 2e7=2hr 2eb=2hv 2ee=2hy 2eg=2i0 2en=2i7 2eo=2i8 2ep=2i9 2eq=2ia 2er=2ib 2f3=2in 2f5=2ip
2f7=2ir 2fw=2jg 2h8+2im=2jl 2g7=2jr 2g8=2js 2gf=2jz 2kn+2mv=2ko 2a1+2mv=2kq 2lk+2m9=2ks.d.2o 2bq+2ku=2kw
2ky+2m6=2kz 2ky+2mv=2l0 2b9=2l2.1frz 2ar=2lf.1fr4 2b2=2lh 2ls=2lt.k1.5y.1u3.hh.1ca9 2b8=2lw 2an+2bj=2m2
2bj=2m7.1.1fr3 2m9=2ma.1 2bq=2me.1fr5 2br=2mf 2bq+2bq=2mg 1v5=2mm.2a9 2lk+2ml+2lq=2my 33+2ls+33=2n3 2la=2n5
2ls+2ml=2ne.i 2li+2ml+2ls=2nf 2lk+2ml+2lk=2ng 2lx+2ml+2ls=2ni 2lk+2ml=2nj.c 2m1+2ml+2lq=2nq 2ar+2ml=2nu
2lu+2ml=2nx 2lv+2ml=2ny 2pv+2qg=2od 2oh+2q2=2oi 2oh+2qh=2oj 2oh=2ph 2or=2pi 2ok=2pl 2ow=2ps 2pj=2pw
2qh+2qh=2qj 2qw+2q7=2qx 2oy=2qy 2pb=2qz 2qw+2qb=2r3 2qg+2qg=2r6 2rm=2rn 2ru=2rv 2ry=2rz 2ro=2s4.1 2s1=2s7
2rq=2sh 2sg=2sm 2w9=2sp 2tc+2tc=2td 2sy=2th 2rs=2vc 2si=2vh 2sa=2vu 2sb=2vv 2sd=2vx 2se=2vy 2sf=2vz 2t4=2wo
2t5=2wp 2ww+2ww=2wx 2tl=2x5 2tm=2x6 2tn=2x7 31k+324+lm=2yo 31c+31w+32a+1vn=2yq 31c+31w+32a+2z8=2yr
2z1+2z1=2z2 2ze+2ze=2zf 2zh+2zh=2zi 2ze+2zh=2zj md=307.74.214.4a6 30l+309=315 30m+309=316 30n+309=317
31e=31m 322+322=323 324+324=325 31t=33k 2zh+2ze=34e ggg=34l ggd=34m 2ls+370=35s.200
33+370=368.5j.1uj.h1.1can 37l+370=36g.205.1cqu 36d+370=36n 391+370=36q 2ls+370+37d+2ls+370=36r 36m+37g=36x
36m+37g+287+370+37e=36y 287=375 36j+37i=38h 37l=38l 36d+37i=38m 36d+370+37i=38v 35v+37i=38w 399+37i=39a
2ls+37i=39d 39f+lm=3a6 x3b=3a8 3cw+3cw=3cx.4o 3cz+3cz=3d0.139l 3d3+3d3=3d4.13a6 3d5+3d5=3d6.4x
3d8+3d8=3d9.13ak 3cy+3cw=3df.4y 3cy+3cy=3dg.6j 3cy+3cz=3dh.4x 3cy+3d3=3di 3cz+3cw=3dj.4z 3d1+3cy=3dk.51
3d1+3d1=3dl.53 3d1+3de=3dm.x.3f.135o 3d1+33=3dn.139e 3d2+3d3=3do.5c 3d2+33=3dp.5h 3d3+3cw=3dq 3d3+3cy=3dr
3d3+3cz=3ds.139f 3d3+3d5=3dt.48 3d3+3d5+3cw=3du 3d3+3d5+3cz=3dv.139g 3d3+3d5+3d3=3dw 3d3+3d5+3d5=3dx
3d3+3d5+3d8=3dy 3d3+3d8=3dz.139d 3d3+3da=3e0.139d 3d3+3dc=3e1 3d3+3dd=3e2.56 3d3+33=3e3.57 3d3+3d3+33=3e4
3d5+3cw=3e5.56 3d5+3cy=3e6 3d5+3cz=3e7.55 3d5+3d1=3e8.55 3d5+3d2=3e9.1395 3d5+3d3=3ea.54 3d5+3d3+3cw=3eb
3d5+3d5+3d5=3ec 3d5+33=3ed 3d5+3d8=3ee.1395 3d5+3da=3ef.1395 3d5+3db=3eg 3d5+3dc=3eh.1394 3d5+3dd=3ei
3ek+3ek=3el 3em+3em=3en 33+3cw=3ep.4r 33+3cz=3eq 33+3d2=3er 33+3d3=3es 33+3d5=3et.4s 33+3eo=3eu.4s
33+33=3ev.4n.374.q62.1.51.1 33+3d8=3ew 33+3da=3ex 33+3dc=3ey 33+3dd=3ez 3d8+33=3f1 3f2+3f2=3f3 3f4+3f4=3f5
3da+3db=3f6 3da+3de=3f7 3dd+3d3=3fa.4d 3dd+33=3fb.4d 3de+3de=3fc 3cw+3cz=3fe 3cy+3d5=3ff.30 3cy+3d8=3fg.28
3cy+3de=3fh.28 3cz+3d1=3fi.31 3fl+ffs=3fm 3fn+ffs=3fo 3fp+ffs=3fq 3fr+ffs=3fs 3ft+3fl=3fu 3ft+3fl+ffs=3fv
3ft+ffs=3fw 3fy+3fp=3fz 3fy+3fp+ffs=3g0 3fy+ffs=3g1 9oc=3g3.21g.ul.1.yz.1.2j3.5kg.hrr.klw 9oc+ffs=3g4
ffs=3g5.3l3.3.3.3.5.4.2sj 3fl+3ft=3g6 3fl+3fy=3g7 3fn+3ft=3g8 3fn+3fx=3g9 3fp+3ft=3ga 3fp+3fy=3gb
3fp+9oc=3gc 3fr+3ft=3gd 3fr+3fy=3ge 3ft+3fp=3gf 3ft+3fp+ffs=3gg 3ft+3fr+ffs=3gh 3ft+3ft=3gi 3ft+3fy=3gj
3fx+3fn=3gk.2 3fx+3fn+ffs=3gl 3fx+3ft=3gn 3fx+ffs=3go 3fy+3fl=3gp 3fy+3fl+ffs=3gq 3fy+3fp+9oc=3gr
3fy+3fr+ffs=3gs 3fy+3fy=3gt 3g2+3fl=3gu 3g2+3fp=3gv 3g2+3fp+ffs=3gw 3g2+3fr=3gx 3g2+3fr+ffs=3gy 3g2+3fy=3gz
3g2+ffs=3h0 9oc+3fy=3h1 9oc+9oc=3h2 9oc+ffs+3fy=3h3 ffs+3fl=3h4 ffs+3fn=3h5 ffs+3ft=3h6 ffs+3fy=3h7
ffs+9oc=3h8 ffs+3ha=3h9 3ha+3fp=3hb 3ha+3fy=3hc 3ha+ffs=3hd 3ha+3ha=3he 3fl+9oc=3hf 3fn+3fy=3hg 3fr+3fn=3hh
3ft+3fn=3hi 3ft+3fn+ffs=3hj 3cw=3hk 3cw+3d5=3hm 3cy=3hn 3cz=3hq 3d1=3hr 3d1+3cw=3hs.tys 3d1+3d2=3ht.tyv
3d1+3d3=3hu.tyv 3d1+3d5=3hv.tyx 3d1+3dc=3hw 3d1+3dd=3hx 3d2=3hz 3d3=3i0 3d5=3i2 3d8=3i5 3da=3i6 3db=3i7
3dc=3i8 3dd=3i9 3de=3ia 3cw+3d1=3ib 3cw+3d5+3cw=3ic 3cy+3eo=3ig 3cy+3dc=3ih 3d1+3cw+3d5=3ik 3d1+3cz=3im.ty0
3d1+3cz+3de=3in 3d1+3d2+3cw=3ip 3d1+3d2+3d5=3iq 3d1+3d3+3d5=3ir 3d1+3d3+3de=3is 3d1+3d3+33=3it.txy
3d1+3d5+3d5=3iu 3d1+3eo=3iv 3d1+3db=3iw.txy 3d1+3fd=3ix 3d2+3cw=3iy.txx 3d2+3d1=3iz 3d2+3d5=3j1.txw
3d2+3d5+3d5=3j2 3d2+3eo=3j3 3d2+3da=3j4 3d2+3de=3j5 3d3+3d1=3j7 3d3+3de=3j9.txr 3eo=3jf 33+3cw+3cw=3jh
33+3db=3jj 3f0=3jk 3de+3cy=3jp 3de+3d1=3jq 3de+3d2=3jr 3de+3d3=3js 3fd=3jt 3cw+3cy=3ju 3cw+3d3=3jv
3cw+3da=3jw 3cw+3db=3jx 3cw+3de=3jy 12p=3o4 6v=3tx.3zm 33+m3=3vo.tzk 1g=3wu.tzk.ljl.gyb
1p=3y8.56o.gw.mzj.7h.am.hs6.2wz 53+3y9=3yk 3y9+53=3yl 53+61r=3ym 61r+53=3yn 53+3yc=3yo 3yc+53=3yp 53+3yd=3yq
3yd+53=3yr 53+3ye=3ys 3ye+53=3yt 53+3yi=3yv 3yi+53=3yw 53+3yj=3yx 3yj+53=3yy jt=3zc.3fw
17=3zd.7r.bx.3ag.179i.2pm.hec.ozk 3y9+3z4=3zf 61r+3z4=3zg 3yd+3z4=3zh 3yi+3z4=3zi 53+1q=3zr.9.2vr 53+3a=3zu
3a+53=3zv 53+i4=3zw i4+53=3zx 53+3zm=3zy 3zm+53=3zz 1q+53=401 53+3zo=402 3zo+53=403 53+1o=404
1o+53=405.2vl.1y6.1 53+3zt=406 3zt+53=407 53+40g=40k.9 53+39=40n 39+53=40o 53+32=40p 32+53=40q 53+40f=40r
40f+53=40s 40g+53=40u 53+40h=40v 40h+53=40w 53+40l=40x 40l+53=40y 53+40m=40z 40m+53=410 39+13=413 32+13=414
40g+13=415 40l+13=416 2q+lj=41f 53+417=41g 417+53=41h 53+34=41i 34+53=41j 53+41a=41k 41a+53=41l 53+2s=41m
2s+53=41n 53+41c=41o 41c+53=41p 53+2q=41q 2q+53=41r 53+2q+lj=41s 2q+lj+53=41t 417+13=41x 34+13=41y 2s+13=41z
2q+13=420 53+421=42a 421+53=42b 53+423=42c 423+53=42d 53+424=42e 424+53=42f 53+2y=42g 2y+53=42h 53+426=42i
426+53=42j 53+428=42k 428+53=42l 53+429=42m 429+53=42n 53+42r=430 42r+53=431 53+3d=432 3d+53=433 53+42u=434
42u+53=435 53+42v=436 42v+53=437 53+42w=438 42w+53=439 53+30=43a 30+53=43b 53+42z=43c 42z+53=43d 53+43k=43t
43k+53=43u 53+43r=43v 43r+53=43w 53+43s=43x 43s+53=43y 3z5=441 53+443=44c 443+53=44d 53+445=44e 445+53=44f
53+446=44g 446+53=44h 53+447=44i 447+53=44j 53+448=44k 448+53=44l 53+44a=44m 44a+53=44n 53+44b=44o
44b+53=44p 53+44t=452 44t+53=453 53+44v=454 44v+53=455 53+44w=456 44w+53=457 53+44x=458 44x+53=459
53+44y=45a 44y+53=45b 53+450=45c 450+53=45d 53+451=45e 451+53=45f 45n+1o=45o 45n+40l=45p 45n+2q=45q
45n+428=45r 53+45s=45z 45s+53=460 53+45t=461 45t+53=462 53+45u=463 45u+53=464 53+45v=465 45v+53=466
53+45w=467 45w+53=468 53+45x=469 45x+53=46a 53+45y=46b 45y+53=46c 53+1g=46n 1g+53=46o 53+46g=46p 46g+53=46q
53+46h=46r 46h+53=46s 53+46i=46t 46i+53=46u 53+46j=46v 46j+53=46w 53+46l=46x 46l+53=46y 53+46m=46z
46m+53=470 53+47g=47i 47g+53=47j 53+47u=47v 47u+53=47w 53+487=488 487+53=489 16+16=48f 47k+418=48u
47k+34=48v 47k+41a=48w 47k+2s=48x 47k+41c=48y 47k+2q=48z 47k+2q+lj=490 47k+41v=491 49h+422=49a 49h+423=49b
49h+424=49c 49h+2y=49d 49h+426=49e 49h+428=49f 49h+429=49g 6ku=4ad.sa1 x6j=4af.2fsp gg=4as.2f0.pv3.1nhk
428=4ci 421=4cj 443=4ck 44a=4cn 477=4de 47a=4df 47e=4dg i2=4dq.6.25v qx=4dr.6.2m8.1tn.1.o0r.1.a1.1.hz3
47k+417=4fj 49h+421=4fk 49i+423=4fl 49i+424=4fm 49i+2y=4fn 49i+426=4fo 49i+428=4fp 49i+429=4fq 49z+53=4fr
4a0+53=4fs 4a1+53=4ft 4a2+53=4fu 4a3+53=4fv 4a4+53=4fw 4a5+53=4fx w=4g0.1wo.1.1jr 4hp=4hu.2il 4ho=4ip
1j=4kq.122.19vy.3xw.gxw.jn8.k 4k5=4l0 1b=4l1.1sc.3.cx.nw.gq.fh.jy.1.oc.4b.78.1.5m4.24mz 4ne=4nj
4nl+4pe+4no=4o1 4o2=4o3 4o2+4om=4o4 4nq+4pe+4nm=4og 2t0=4on 2t1=4oo 2t2=4op 2t3=4oq 4ox+2t1=4ou 4ox+4om=4p0
2sv=4pg 2u2=4ph 2tr=4pl 2u3=4pm 4s5=4t1 4t8=4uu 53+4vl=4vn 53+4vo=4vq 53+4vs=4vt 53+4w0=4w2 53+43m=4w6
43m+53=4w7 53+43n=4w8 43n+53=4w9 53+43o=4wa 43o+53=4wb 53+43p=4wc 43p+53=4wd 53+477=4we 53+47a=4wf
53+47b=4wg 53+47c=4wh 53+47d=4wi 53+47f=4wj 4xh=4wr 1v5+3z2=4ws 3z2+1v5=4wt 477+53=4ww 47y+53=4wz 486+53=4x0
48b+53=4x1 5qx+53=4x4 49j+53=4x6 3b+53=4x9 4c4+53=4xc 4d7+53=4xe 38d=521 526=53k 52p=53l 36d=56f.1cro
36i=56n 36m=56w 37j=578.1cqe 37g=579 37d+36k=57a 37d+36d=57h 37d+36m=57i 37d=57k.1cr7 378=57m.1cqt 370=57n
36z=57o 59k+59k=59l 59m+59k=59n 1cr=59w.17r 5ae=5ax 5b9=5bb lg+lg=5bc 5cd=5ea 5ch=5eb 5d4=5eg 5e8=5ek
5em+5em=5en 5kr+5kr=5ks 5mm+5mm=5mn mj=5p1 ml=5p5 lq=5p6 ly=5pp d9+33=5qs 5qw=5rd.s5l u3=5rf 39+2t=5t7
2u+ms=5ta 36+32+ms=5tb 32+ms=5tc 36+ms=5te hq+ms=5tf 37+ms=5tg 38+ms=5th 3e+ms=5ti 34+mt=5tp.2xy i2+mt=5tr
2mp5=5u7 gb=5u8 2mpn=5uh 5ay=5wo 92k=5wu 1ik=5xa 3i=6dv.dl.2qo 8yf=6e5.i9 8xu=6e6.1tn.x0.2ab6 2r+6i3=6g1
4j=6g4 36+32+mw=6g5 3b+mt=6g9.2g7q 2s+mt+mp=6gb 38+6i3=6ge 30+38=6gm 181+18p+30+18k=6gx ul=6iw hr=6jt
wko=6kh wl2=6ki.18sv.l5h.jjj.m 20hs=6kj xv0=6mi 4i7=6mp 4iw=6mt 6nm=6np 2q6m=6nu 4ii=6ny.1nn 2rps=6o4
2rpt=6oc 17+lj=6qc 2k=6qe.nw.gr.fc.4.1jv.5lu.24m1.18 1m+1m=6rb.2d1 19+lj=6rc.22i.1 1p+lj=6s0 1p+mb+lj=6s1
1m+1p=6s4 1p+1m=6s5 1p+lm=6s7 1p+le=6s9 1p+li=6sa 1p+ob=6se 6sh=6sj.21g 1o+1o=6sq 1q+1q=6sr.1it 40l=6te.2as
40g=6tf.2as 1f3c=6tx.1gs.om1.1uha ig=6u1.og.s7.nt.nwv.imz wk5=6ud.10d.p9r.1my3 6qv=6v4
4ik=6v8.lf.3.48.17hu.4df.17z1 4im=6vc.1g5 1o+1o+1o=6vs 1q+1q+1q=6vt 53+53+53=6wf.21l 6xw=6xx 9j0=6yp.1ab
61r+mq=6zd 4ik+mq=6ze 4w+mq=6zg.1aic 6u3=6zj 38+lk=6zl 6pz+lk=6zm 6va+lk=6zn 4w+lk=6zo 3i+lk=6zs 3zp=6zt
6pz+ms=6zv 2p+mq=706 x3n+mq=707 2x+mq=708 qx+mq=709 6z9=729 6z2=72a 6yz=72b 6zx=72e 73v=73w 7jy=73y.2jh6
2k+2k=762.1pr 7bg=7bj 7bw=7c3 ci=7e2 6q6=7ew.o.a 7f0=7f4 7fa=7fb 7fc=7fh 739=7g1 6ur=7g7 7g6=7g8.2
1f3w=7gd.2clz.7ao 6uq=7gh 6ym=7gu.s0 6xe=7hc 7fl=7io 1ggu=7j9.1h3o qm=7jk.1ae 70o=7js 2k1j=7k3 6rz=7ke.2jv4
2s0l=7kn 2s0n=7kt 2jx4+2jxh=7l5 2jx4+2jxh+2jxq=7l6 14=7s8.a.1dc.c2.14iy.sj 15=7s9.a.1dc.c2.14iy.sh
3f=7sk.2c2o 3h=7sl 2k+40l=7uw 40g+1b=7ux 7sc=7vs.1ls.1z.5e.5m.2pl9 7sd=7vt.1ls 2jfk=83j 30+4ii=86b
6o3+6o2=86d 30+6o2=86m 6o3+4ii=86n 2j+mp=87f 2l+mp=87g 6yx=88g 2jg0=88l 6yq=891 6yj=893 1f40=89i 87u=89l
1m+6mq=8ac 1b+lg=8ae 6tz=8aq 6tp=8ar 6tq=8as 6tv=8at.2diz 6tw=8au 17+lm=8bm 17+le=8bn 17+lf=8bo 17+mb=8bp
17+mo=8bq 17+1e=8br 19+lv=8bt 19+mb=8bu 3c+lj=8c0 6xl=8cd 8bj=8ce 6q8=8cf 1p+mb=8di 3i+lj=8dm.qc 1p+6i8=8dq
1q+1o=8f9 4b9=8fe 4b6=8ff 40g+40l=8gn 1b+1b+1b=8hn 1b+1b=8hp 1p+59u=8ly 2l+53+2j=8ns 6n2=8oc 6n3=8od 6n4=8oe
6n5=8of qj=8t2.ocl.ic8.14 hg=8t7 ib=8t9 qv=8tp.p0m.2 sc=8u9 in=8up.p25.hhx rb=8v8 7jb=8vd 4j3=8yr 5wf=92g
o8=92l 5az=92m of=92n o3=92u o4=92v 19+lk=93u 3i+mb=93z 14+14=948 15+15=949 6r9=94a 6r8=94b 17j=94e 17f=94l
52=94v ghu=96p fh7=96q.no fh6=96r.nw fjv=96t.f3 g3m=96u 2uco=96v g76=96x ggs=96y.fy aim=96z g1s=972 i77=973
i76=974 2yma=975 ik3=976 inu=977 itt=978 its=979.gj.3jo1 ix0=97a b96=97b jf0=97c jzp=97d k4h=97f kco=97h
l8a=97i lch=97k ldh=97l ldm=97m m7g=97n mjv=97o.1 ffw=97q mnh=97s mtn=97t 38d0=97u p5e=97v.7 ny2=97w
ny3=97x.f4 3b2v=97y oop=97z p0f=980 p5f=981 af5=983 g47=984 3ckr=985 p6y=986 3cr0=987 3cqz=988 paa=989
pds=98a pdr=98b 3dxt=98d prt=98e.1.1.77o.p qj2=98h qxw=98i r5s=98j r5r=98k r7l=98l r82=98m 3gz6=98n rkw=98o
rvh=98p 3id3=98q sbq=98r sdy=98s.1.1 tnh=98v.7 tc5=98w 3dc+9oc+3cy+3d8=98x.k9y tiw=98y tj3=98z tm0=990
3l73=991 tw2=994 u06=995 u45=996 u6m=997 u72=998 u73=999 3mv3=99a u74=99b uar=99c 3n68=99d ui4=99e ujs=99f
unw=99g uws=99h v8f=99i gh0=99j vc6=99k vd0=99l vem=99m k21=99n vgw=99o l7z=99p vi7=99q o9o=99r vix=99s
vj0=99t fi8=99u kz=9he 6go=9hu 7vq=9i2 7vr=9i3 1ehq=9ll ijp=9m0 gbf=9m3 hlh=9mn fik=9mz.2jpv.1.1 g2z=9n3
get=9n6 9ko=9nc gja=9nk gkj=9nx.7hm g1r=9pi.1qz0 9mj=9t0 2tak=9ty fgg=9u7.e 2tal=9ud 2tai=9uf 2tam=9ug
2tcc=9uh fid=9ui 2taj=9uk 2tap=9um fh5=9uo 2tce=9up 9pk=a9x aa2=aa3 43sr=asv 9oz=azm app=beb 3tbq=bpb
43x6=c6d 43yj=ce3 43yo=ce7 4405=cnl 440x=cw2 ako=dcr bp7=dgg 444j=dlh 3gz2=dxx f2l=f2m i9a=fcp 34br=fcu
9ou=feq 3d8+3ft=ff9 3d5+3d5+9oc=fff 9ow=fft 9nl=fgk 2dk2=fim 2dk8=fit 3d5+9oc+3cw=fka 43qv=fl6 fp1=fsy
ftw=fuk g24=g29 20oj=g2a lta=g5s 3d2+3fl=ggv 3d5+9oc+3d2=glk gmr=gms.l gur=gv3 hgh=hgr h7j=hkb hij=hkv
hns=hnw.542 hq1=hq2 hsr=htb.2 hwv=hz4 43to=i1v gx2=ifm 9ot=ijg 9pp=ikg ikf=iki ild=ilu bp6=imo 43uj=iv8
j0m=j0y j2d=j3a 3tbz=j7c jee=jef.1 ji1=ji2 jl5=jml jlr=jpu.11 bi9=jrd jqy=jrq.1d 3zyc=jzg k0j=k0q k6f=k6h
cov=k83 k7u=k89 k4l=kc0 bmi=kc6 deb=kcq dhf=kdi 9nf=kdl kdm=kdn bpt=khm kfi=kjj koi=kox bs3=kx5 kv1=kyv
3ti6=l5x 2kc6=l7n 43wj=le2 lgr=lgs lnb=lne g5t=lsa afn=ltf g5v=luv g5u=lv4 g5w=lvo afp=lvp afq=lwt g5z=lz0
afr=lzo lu0=lzt g60=m18 g64=m1r g61=m1w g62=m2n m2q=m37 g67=m4m 43xf=m9o 3cy+3fy+ffs=mkf mzo=n06 396b=nis
niz=nj0 npw=nrj o3p=o3y ord=ore or9=os6 ouq=ouu 41zf=pem kcs=peu kcw=pfu kcv=pg0 bp1=ph2 kcz=phd kd4=pif
pij=pip ph8=pj5 kdf=plz 4a3s=pte pvj=pvt q6l=qbj qif=qip.2ozn qnv=qol duo=qze dyu=ra6 ram=rct re2=re4
rhc=rhd rk6=rkf rq4=rqb ry7=rye s11=s1m s5z=s63 s6p=s6q s8v=s9z 444g=sfn ed0=sk7 444p=skj smv=snd.c sz7=t0t
t65=t66 4452=tcn 446c=tiy i4p=tru lsc=u75 u7i=u7m lus=ucu f2d=upz v9e=v9f vdd=vde cy3=vj1 cop=vk3 w5p=wic
vr4=wik vnu=wim wgo=wiv vua=wiw vo0=wj0 wci=wj4 wcf=wje w4x=wji w2h=wjj wbv=wjk wc5=wjm 4ca=wkt.jsk 4bl=wl3
1a+1a=wl6 1a+18=wl7 19+1a=wla 30+30+30=wly jt+2q+30=wuo jt+2q+2x=wup 6i1=wvj jr=wvy 33+lg+lg=wwy 9mh=wx3
4hl=wxc 3d+lj=wxe ip=wy5 1l+53=wyl wz7+wz7=wz8 kr=x04 38+1f=x0o 38+f1=x0p 2p+2p=x0y.1 2p+33=x10.1
2p+39=x12.1 2p+3a=x14.1.1.1 2p+3d=x18.1 3b+me=x28.1 38+2u=x2v 12=x2w.1u62.2.1 x0n=x3p 1fei=x3u.1
ii=x3w.1.i91.14 wkk=x3y i4+mw=x5o 1uw+li+lj=xdh 1f+li+lj=xdi 3cz+3d2=xgg 3cz+3d3=xgh.966 3cz+3d5=xgi.966
3cz+3d8=xgj.967 3d1+3cw+3cw=xgl.968 3d1+3cz+3cz=xgn 3d1+3d3+3d3=xgq 3d1+3d8=xgt 3d2+3cz=xgw 3d3+3d5+3dc=xgy
3d3+3db=xgz 3d5+3d5+3d3=xh1 33+3d1=xh2 33+3de=xh3 3d8+3d8+3de=xh4 3dc+3dc=xh5 3dd+3de=xh6 3de+3d5=xh7
3fd+3fd=xh8 8qn=xhu xi5=xib xjk=xja xkx=xn7 xlv=xna 38c+370=xnq 35t+37f+37i=xoe 35y+37f+37i=xof gk+mw=xtr
d9+33+mw=xtt d9+33+mt=xtu 2r+33=xtv 2r+33+mw=xtw 36+32+mb=xu9 ux=xuo gk+2t=xuq 39+33=xur 5qd=xv4 hs=xv5.1d
5q8=xve 5qi=xvf 5qf=xvg g2=xvi 3ft+3fr=16ls 3ft+3ft+ffs=16lt 3fx+3fl=16lu 3fx+3fl+ffs=16lv 3fx+3fp=16lw
3fy+3fr=16lx 3fy+ffs+ffs=16ly 3g2+3fl+ffs=16lz 3g2+3ft=16m0 9oc+3fl=16m1 9oc+3fp=16m2 9oc+3fp+ffs=16m3
9oc+3ft=16m4 ffs+3fn+3ft=16m5 ffs+3fn+ffs=16m6 ffs+3fr=16m7 ffs+3fr+ffs=16m8 ffs+3ft+ffs=16m9 ffs+3fx=16ma
ffs+3g2=16mb ffs+ffs=16mc 3ha+3fl=16md 3ha+3fp+ffs=16me 3cy+3d1=16mj 3cy+3da=16mk 3cz+3cz+3d3=16mm
3cz+3d5+3cw=16mp 3cz+3da=16mr 3cz+3dc=16ms 3d1+3cw+3de=16mu 3d1+3d1+3db=16mv 3d1+3d2+3de=16mw
3d1+3d3+3cz=16mx 3d1+3d3+3dd=16my 3d1+3f0=16mz 3d1+3fd+3de=16n0 3d2+3cy=16n2 3d2+3cy+3cy=16n3 3d2+3d2=16n4
3d2+3d3+3d5=16n5 3d2+3d8=16n6 3d3+3d1+3dd=16n8 3d3+3d2=16n9 3d5+3d3+33=16nf 3d5+3d5+3cw=16ng
3d5+3d5+3cz=16nh 3d5+3eo=16ni 3eo+3d3=16nn 3eo+3d3+33=16no 3f0+3d2=16np 3f0+3de=16nq 3d8+3d3=16nr
3d8+3d3+3d3=16ns 3dd+3d5=16nu 3dd+3dc=16nv 4i1=1eup x1f=1ev6 32+lm=1evi 3c+mt=1evq 3a+mt=1evr.17sq.1
30+mt+30+mt+37+mt=1evs 30+mt+30+mt=1evt rd=1f3h.2t 8xs=1f3s 17z=1f4x 187=1f54 185=1f5e 1f9e=1fbl 1f9v=1fbn
hj=1fdj.14 gu=1fdm.14 gi=1fdr 1fgm=1fhc xw=1fi4 4iu=1fio wvd=1fjf 43g=1g3h 1gly+1gly=1glz 18k=1h5f 18m=1hhi
1a8=1hhj li+lj+ld=1hir 18w+1hiz=1his li+lj+lv=1hit 369=1hxz 36f=1hy5 36k=1hyb 371=1hyg 373=1hyi 1tm=1i2z.1w5
xdo=1i3f xdn=1i3g 6rs=1i3i 2as=1ick 2aw=1ico 2bd=1id5 2bk=1idc 2bl=1idd 2bm=1ide 1ik4+1iki+1ij6=1ij7
1ik4+1iki+1ijc=1ijd 1ik4+1iki+1ijn=1ijo 1ik4+1iki+1ijt=1iju 1ik4+1iki+1ijw=1ijx 1ik4+1iki+1ijy=1ijz 1vz=1imj
1w0=1imk 1w3=1iml 1w4=1imm 1w5=1imn 1w6=1imo 1w7=1imp 1w8=1imq 1wa=1ims 1wc=1imu 1we=1imw 1wf=1imx 1wh=1imz
1wy=1in1 1wk=1in2 1wl=1in3 1wm=1in4 1wn=1in5 1wo=1in6 1wq=1in7 1wu=1inb 1wv=1inc 1ws=1ind 1wj=1ine 1x3=1inh
1x4=1ini 1xa=1ink 1xj=1int 1xz=1inx 1xp=1io2 1x9=1io4 3b+lj=1io5 1yf=1ioh 1yg=1ioi 1yk=1iom 1ite=1ivs.1
1itf=1ivu 1itg=1ivv 1iuq=1ivw 1iur=1ivx 6pz=1jfs 1jvp+1jvz=1jvq 1jvp+1jw0=1jvr 1jvp+1jvp=1jvs
1jvp+1jvp+1jvz=1jvt 1jvp+1jvp+1jw0=1jvu 1jvv+1jvz=1jvw 1jvv+1jvv=1jvx 1jvv+1jvv+1jvz=1jvy 1jw3+1jvz=1jw4
1jw3+1jw0=1jw5 1jw3+1jw3=1jw6 1jw3+1jw3+1jvz=1jw7 1jw3+1jw3+1jw0=1jw8 1t2+mp=1jwq 1k8a=1k8i 1fa2=1kxk
wux=20ik.qud i1c=2dk7 2rco=2j23 zj=2k1u ty=2k2h 6kk=2k2j 6tr=2k3c 6ts=2k3d 4i3=2k3j 7l9+7l9+7l9=2k4g
2s+6pu+mt=2mn3 2s+30+f1=2mn4 38+h8=2mn6 38+x3i=2mn7 38+33+mt=2mn8 2s+ib=2mnf 38+hy=2mng 2s+me+lw=2mnh
2s+3e+me=2mni 6pu+mt+me=2mnj gy+me=2mnk 3d+me=2mnl 2w+mt+me=2mnm hk+me=2mnn 35+me=2mno hs+me=2mnp ht+me=2mnq
36+mg+me=2mnr 38+5u2=2mns 39+me=2mnt x5b+me=2mnu 67+me=2mnv 33+mt+me=2mnw qv+me=2mnx h1+mt=2mny 2p+mt=2mo0.1
gk+mt=2mo2 5qf+mt=2mo3 x3n+mt=2mo4 2w+mt+lw=2mo7 36+32+mt=2moa.1 36+32+mt+me=2moc 32+mt=2mod.1 32+mt+mh=2mof
2mpc+mt=2mog hj+mt=2moj qv+mt=2mok if+2w=2mor x3n+x3n=2mos 2x+2t=2mot 33+2x=2mou 33+39=2mov hv+2w=2moy
i0+2w=2moz 38+2w=2mp0 3b+2w=2mp1 30+ib=2mp3 5ag=2o6m 6qo=2ojs 6pu=2ojw 17x+33=2p9x 18l+30=2pab.40
30+189+30=2pae 17x+18l+30=2paf 18k+18l+30=2pah 18k+18j+33+33=2pb2 18k+18j+33+30+18m=2pb3 18k+18j=2pb4
18j+181+18o+181=2pb5 18j+181+18o+181+30+18p=2pb6 18k+33=2pb7 189+33=2pbl 189+30=2pbm.3p 18p+18o=2pe1
18l+181=2pf2 17l=2pf3 18k+18p+189+30=2pf5 17x+30=2pf6 18p+189+30=2pfa 17x+17z=2prl 10+6hs=2q6n
2r+2r+6hp=2q99 2r+6hs=2q9a 7jx=2qky.7 2jek=2qlv 2jel=2qmm.1 2jem=2qmq 2jen=2qmr 2jei=2qnr 2jej=2qqq
2j22=2qrx 2j24=2qtf 2sca=2qz8 35+2t=2rcw 2p+36=2rd3 3a+5wk=2rd4 7jd=2rd6 89r=2rei 6u9=2rf9 37+37+37=2rfg
36+32+2q=2rfv 3a+2q=2rfw 6u8=2rg1 9pa=2t51 fnp=2tip 43qz=2tix fx4=2tqa aeg=2tzr g39=2u4q ls6=2uat lrg=2uav
lrf=2uaw lti=2ub3 lub=2ub7 lvm=2ub9 lu7=2uba lyz=2ubh lyy=2ubi lwy=2ubj lyp=2ubm m0p=2ubq m0q=2ubs m17=2ubt
m2r=2ubu m32=2ubv m26=2uby m2e=2uc0 m4c=2uc9 m5k=2ucd m59=2ucf m5g=2ucg m6a=2ucj g6t=2ues 9op=2ug3 9hh=2ug4
2ujr=2uk0 9oq=2v9v gkx=2vfj.xw9 gll=2vg7 goj=2vik 2u6z=2vl8 h2g=2w7q hkc=2wqk hkf=2wrj has=2wu1 hiu=2x4v
hkn=2xbn hlm=2xdz 2xm0=2xlz hwy=2xvw 9p1=2yoz 2u6r=2yve ikd=2zih ira=302j 2u4g=3030 ivu=30g5 ixj=30l9
j0d=30n3 31m6=31n2 k37=32rb pj0=33av l50=346k lmt=358g 3563=359p 442s=35bx m0o=35od pp9=3749 msh=37fz
mud=37jx mxu=37mw mzs=37r5 2yvg=385u 2ta9=388e n7t=38ch nf0=38t8 395l=395m 39av=39b8 4407=39dh nq6=39so
nyx=3a5r o2r=3afe 3alg=3alt o59=3alw o75=3ar2 rvf=3b2s oer=3b7g ohy=3ber ohl=3bgb ok1=3bm1 pbo=3d4e
3d7s=3d7h 3dfc=3dfd 33ba=3dk0 33bz=3dol pnx=3dvk po4=3dx2 pog=3dy5 3ecg=3ecr 4dwo=3ehx q36=3eme q69=3enj
3eie=3eo6 3ezo=3f55 ql1=3fpx 3gtt=3gtx ri1=3hf8 ity=3ho2 s0a=3ies shk=3jdo tax=3kqi tqe=3lar m3u=3ly5
u1l=3mg0 3mgl=3mgn u3i=3ml2 3nh0=3nhw f13=3nyw 3opv=3oqa kxd=3ra5 37dg=3rnp 443p=3skd 445g=3svk ibk=3tbu
33a7=3tby 4451=3tgz n5c=3u4i u2a=3uok okc=3uzj gg1=3v6j 345f=3vay 443d=3vj4 sy2=3x71 ggh=3yht u17=43d3
402c=43vh 43xc=43xd 43ye=43yf 441f=441i 4463=4464 ouf=4dq4 4439=4g3z
`);

function decode(data: string): ReadonlyMap<number, string> {
  const table = new Map<number, string>();
  for (const entry of data.trim().split(/\s/)) {
    const [target = '', sources = ''] = entry.split('=');
    const looks = String.fromCodePoint(...target.split('+').map(fromBase36));
    let source = 0;
    for (const step of sources.split('.')) {
      source += fromBase36(step);
      table.set(source, looks);
    }
  }
  return table;
}

function fromBase36(digits: string): number {
  return Number.parseInt(digits, 36);
}
