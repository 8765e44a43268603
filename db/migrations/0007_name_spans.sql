-- applies: always
-- transaction: no
-- Searching names in the order of names. Customers who are called alike stand together: to skip from one
-- such crowd to the next without reading what lies between, the order is cut into spans, and the
-- trigram index holds each row's span (from 0), its group of 8 spans (from 1000) and of 64 (from 2000).

-- Where spans begin. Many where many names begin, so that none holds much of a table; how well they
-- fit matters for speed alone. Sorted here, since that depends on the collation.
CREATE OR REPLACE FUNCTION console.name_bounds() RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT array(SELECT b FROM unnest('{
        a,ab,abdul,ac,achmad,ad,adi,af,ag,agung,agus,"agus m","agus s",ah,ahmad,"ahmad f","ahmad r",
        "ahmad s",aj,aji,ak,al,ali,am,amin,an,andi,"andi m","andi s",ani,ap,ar,ari,arif,as,asep,at,av,aw,ay,
        ayu,az,b,ba,bagus,bambang,"bambang s",bayu,be,bh,bi,bl,bo,br,bu,budi,"budi h","budi p","budi s",bw,
        by,c,ca,ce,ch,ci,citra,cl,co,cr,cu,cw,cy,d,da,de,dedi,deni,dewi,"dewi k","dewi p","dewi s",dh,di,
        dian,"dian p",dimas,dl,do,dr,du,dw,dwi,"dwi h","dwi p","dwi s",dy,e,eb,ec,ed,ef,eg,eh,ej,ek,eka,eko,
        "eko p","eko s",el,em,en,endang,ep,er,es,et,ev,ew,ey,ez,f,fa,fajar,fe,fh,fi,fitri,fl,fo,fr,fu,fw,fy,
        g,ga,ge,gh,gi,gl,go,gr,gu,gw,gy,h,ha,hadi,he,hendra,heri,hh,hi,hl,ho,hr,hu,hw,hy,i,ib,ic,id,if,ig,
        ih,ij,ik,ika,il,im,imam,in,indah,indra,intan,ip,ir,is,it,iv,iw,iwan,iy,iz,j,ja,je,jh,ji,jl,jo,joko,
        "joko s",jr,ju,jw,jy,k,ka,kartika,ke,kh,ki,kl,ko,kr,ku,kw,ky,l,la,le,lestari,lh,li,lina,linda,ll,lo,
        lr,lu,lw,ly,m,ma,maria,me,mega,mh,mi,ml,mo,mohamad,mohammad,mr,mu,muhamad,muhammad,"muhammad b",
        "muhammad f","muhammad h","muhammad i","muhammad k","muhammad n","muhammad r","muhammad s",mw,my,n,
        na,ne,nh,ni,nl,no,nr,nu,nur,"nur f","nur h","nur l","nur r",nurul,nw,ny,o,ob,oc,od,of,og,oh,oj,ok,
        ol,om,on,op,or,os,ot,ov,ow,oy,oz,p,pa,pe,ph,pi,pl,po,pr,pu,putra,putri,"putri m",pw,py,q,r,ra,
        rahmat,ratna,re,rh,ri,rini,rizki,rizky,rl,ro,rr,ru,rudi,rw,ry,s,sa,sari,se,sh,si,siti,"siti a",
        "siti f","siti h","siti k","siti m","siti n","siti p","siti r","siti s",sl,slamet,so,sr,sri,"sri h",
        "sri l","sri p","sri r","sri s","sri w",su,sugeng,suhar,supri,sutrisno,sw,sy,t,ta,te,teguh,th,ti,tl,
        to,tr,tri,"tri h","tri p","tri s",tu,tw,ty,u,ub,uc,ud,uf,ug,uh,uj,uk,ul,um,un,up,ur,us,ut,uv,uw,uy,
        uz,v,va,ve,vh,vi,vl,vo,vr,vu,vw,vy,w,wa,wahyu,"wahyu m","wahyu s",we,wh,wi,wl,wo,wr,wu,ww,wy,x,y,ya,
        yanti,ye,yh,yi,yl,yo,yr,yu,yudi,yulia,yuni,yusuf,yw,yy,z,za,zainal,ze,zh,zi,zl,zo,zr,zu,zulkifli,zw,
        zy
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
