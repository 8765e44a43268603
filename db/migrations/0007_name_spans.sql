-- applies: always
-- transaction: no
-- Searching names in the order of names. Customers who are called alike stand together: to skip from one
-- such crowd to the next without reading what lies between, the order is cut into spans, and the
-- trigram index holds each row's span (from 0), its group of 8 spans (from 1000) and of 64 (from 2000).

-- Where spans begin: many where many names begin, so that none holds much of a table; how well they
-- fit matters for speed alone. Sorted here, since that depends on the collation.
CREATE OR REPLACE FUNCTION console.name_bounds() RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT array(SELECT b FROM unnest('{
        a,ab,abdul,"abdul h","abdul m","abdul p","abdul s","abdul w",ac,achmad,"achmad h","achmad m","achmad p",
        "achmad s","achmad w",ad,ade,"ade h","ade m","ade p","ade s","ade w",adi,af,ag,agung,"agung h",
        "agung m","agung p","agung s","agung w",agus,"agus h","agus m","agus p","agus s","agus w",ah,ahmad,
        "ahmad f","ahmad h","ahmad m","ahmad p","ahmad r","ahmad s","ahmad w",aj,aji,ak,al,ali,am,amin,aminah,
        "aminah h","aminah m","aminah p","aminah s","aminah w",an,andi,"andi h","andi m","andi p","andi s",
        "andi w",ani,"ani h","ani m","ani p","ani s","ani w",ap,ar,ari,"ari h","ari m","ari p","ari s","ari w",
        arif,"arif h","arif m","arif p","arif s","arif w",as,asep,"asep h","asep m","asep p","asep s","asep w",
        at,av,aw,ay,ayu,"ayu h","ayu m","ayu p","ayu s","ayu w",az,b,ba,bagus,"bagus h","bagus m","bagus p",
        "bagus s","bagus w",bambang,"bambang h","bambang m","bambang p","bambang s","bambang w",bayu,"bayu h",
        "bayu m","bayu p","bayu s","bayu w",be,bh,bi,bl,bo,br,bu,budi,"budi h","budi m","budi p","budi s",
        "budi w",bunga,"bunga h","bunga m","bunga p","bunga s","bunga w",bw,by,c,ca,ce,ch,ci,citra,"citra h",
        "citra m","citra p","citra s","citra w",cl,co,cr,cu,cw,cy,d,da,de,dedi,"dedi h","dedi m","dedi p",
        "dedi s","dedi w",deni,"deni h","deni m","deni p","deni s","deni w",dewi,"dewi h","dewi k","dewi m",
        "dewi p","dewi s","dewi w",dh,di,dian,"dian h","dian m","dian p","dian s","dian w",dimas,"dimas h",
        "dimas m","dimas p","dimas s","dimas w",dl,do,dr,du,dw,dwi,"dwi h","dwi m","dwi p","dwi s","dwi w",dy,e,
        eb,ec,ed,ef,eg,eh,ej,ek,eka,"eka h","eka m","eka p","eka s","eka w",eko,"eko h","eko m","eko p","eko s",
        "eko w",el,em,en,endang,"endang h","endang m","endang p","endang s","endang w",ep,er,es,et,ev,ew,ey,ez,
        f,fa,fajar,"fajar h","fajar m","fajar p","fajar s","fajar w",fe,fh,fi,fitri,"fitri h","fitri m",
        "fitri p","fitri s","fitri w",fl,fo,fr,fu,fw,fy,g,ga,ge,gh,gi,gilang,"gilang h","gilang m","gilang p",
        "gilang s","gilang w",gl,go,gr,gu,gw,gy,h,ha,hadi,"hadi h","hadi m","hadi p","hadi s","hadi w",he,
        hendra,"hendra h","hendra m","hendra p","hendra s","hendra w",heri,"heri h","heri m","heri p","heri s",
        "heri w",hh,hi,hl,ho,hr,hu,hw,hy,i,ib,ic,id,if,ig,ih,ij,ik,ika,"ika h","ika m","ika p","ika s","ika w",
        il,im,imam,in,indah,"indah h","indah m","indah p","indah s","indah w",indra,"indra h","indra m",
        "indra p","indra s","indra w",intan,ip,ir,is,it,iv,iw,iwan,"iwan h","iwan m","iwan p","iwan s","iwan w",
        iy,iz,j,ja,je,jh,ji,jl,jo,joko,"joko h","joko m","joko p","joko s","joko w",jr,ju,jw,jy,k,ka,kartika,
        "kartika h","kartika m","kartika p","kartika s","kartika w",ke,kh,ki,kl,ko,kr,ku,kw,ky,l,la,le,lestari,
        "lestari h","lestari m","lestari p","lestari s","lestari w",lh,li,lina,"lina h","lina m","lina p",
        "lina s","lina w",linda,ll,lo,lr,lu,lw,ly,m,ma,maria,"maria h","maria m","maria p","maria s","maria w",
        maya,"maya h","maya m","maya p","maya s","maya w",me,mega,"mega h","mega m","mega p","mega s","mega w",
        mh,mi,ml,mo,mohamad,"mohamad h","mohamad m","mohamad p","mohamad s","mohamad w",mohammad,mr,mu,muhamad,
        "muhamad h","muhamad m","muhamad p","muhamad s","muhamad w",muhammad,"muhammad b","muhammad f",
        "muhammad h","muhammad i","muhammad k","muhammad m","muhammad n","muhammad p","muhammad r","muhammad s",
        "muhammad w",mw,my,n,na,ne,nh,ni,ningsih,"ningsih h","ningsih m","ningsih p","ningsih s","ningsih w",nl,
        no,nr,nu,nur,"nur f","nur h","nur l","nur m","nur p","nur r","nur s","nur w",nurul,nw,ny,o,ob,oc,od,of,
        og,oh,oj,ok,ol,om,on,op,or,os,ot,ov,ow,oy,oz,p,pa,pe,ph,pi,pl,po,pr,pu,putra,"putra h","putra m",
        "putra p","putra s","putra w",putri,"putri h","putri m","putri p","putri s","putri w",pw,py,q,r,ra,
        rahmat,"rahmat h","rahmat m","rahmat p","rahmat s","rahmat w",ratna,"ratna h","ratna m","ratna p",
        "ratna s","ratna w",re,rh,ri,rina,"rina h","rina m","rina p","rina s","rina w",rini,"rini h","rini m",
        "rini p","rini s","rini w",rizki,"rizki h","rizki m","rizki p","rizki s","rizki w",rizky,"rizky h",
        "rizky m","rizky p","rizky s","rizky w",rl,ro,rr,ru,rudi,"rudi h","rudi m","rudi p","rudi s","rudi w",
        rw,ry,s,sa,sari,"sari h","sari m","sari p","sari s","sari w",se,sh,si,siti,"siti a","siti f","siti h",
        "siti k","siti m","siti n","siti p","siti r","siti s","siti w",sl,slamet,"slamet h","slamet m",
        "slamet p","slamet s","slamet w",so,sr,sri,"sri h","sri l","sri m","sri p","sri r","sri s","sri w",su,
        sugeng,"sugeng h","sugeng m","sugeng p","sugeng s","sugeng w",suhar,supri,sutrisno,sw,sy,t,ta,te,teguh,
        "teguh h","teguh m","teguh p","teguh s","teguh w",th,ti,tl,to,tr,tri,"tri h","tri m","tri p","tri s",
        "tri w",tu,tuti,"tuti h","tuti m","tuti p","tuti s","tuti w",tw,ty,u,ub,uc,ud,uf,ug,uh,uj,uk,ul,um,un,
        up,ur,us,ut,uv,uw,uy,uz,v,va,ve,vh,vi,vl,vo,vr,vu,vw,vy,w,wa,wahyu,"wahyu h","wahyu m","wahyu p",
        "wahyu s","wahyu w",wati,"wati h","wati m","wati p","wati s","wati w",we,wh,wi,wl,wo,wr,wu,ww,wy,x,y,ya,
        yanti,"yanti h","yanti m","yanti p","yanti s","yanti w",ye,yh,yi,yl,yo,yr,yu,yudi,"yudi h","yudi m",
        "yudi p","yudi s","yudi w",yulia,"yulia h","yulia m","yulia p","yulia s","yulia w",yuni,yusuf,"yusuf h",
        "yusuf m","yusuf p","yusuf s","yusuf w",yw,yy,z,za,zainal,ze,zh,zi,zl,zo,zr,zu,zulkifli,zw,zy
    }'::text[]) AS b ORDER BY b)
$$;

-- The span of a key of the order, lower(full_name).
CREATE OR REPLACE FUNCTION console.name_span(key text) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT width_bucket(key, console.name_bounds())
$$;

CREATE OR REPLACE FUNCTION console.name_spans(name text) RETURNS integer[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    span integer := console.name_span(lower(name));
BEGIN
    RETURN ARRAY[span, 1000 + span / 8, 2000 + span / 64];
END $$;

CREATE INDEX CONCURRENTLY IF NOT EXISTS hc_users_find ON public.users
    USING gin (full_name gin_trgm_ops, phone_number gin_trgm_ops, console.name_spans(full_name));
DROP INDEX CONCURRENTLY IF EXISTS public.hc_users_search;
